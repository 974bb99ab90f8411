using MarketGateway.Core.Feed;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace MarketGateway.Kafka;

/// <summary>Puts the feed into the host.</summary>
public static class KafkaServiceCollectionExtensions
{
    /// <summary>
    /// Adds the cluster (embedded when none is configured) and the feed, which reads it into the registered
    /// <see cref="IFeedSink"/>. Wrong settings stop the start of the host.
    /// </summary>
    public static IServiceCollection AddKafkaFeed(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<KafkaOptions>().Bind(configuration.GetSection(KafkaOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<KafkaOptions>, KafkaOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider =>
            KafkaCluster.Open(provider.GetRequiredService<IOptions<KafkaOptions>>().Value));
        services.AddSingleton<KafkaFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<KafkaFeed>());
        return services;
    }
}
