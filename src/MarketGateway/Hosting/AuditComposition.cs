using Confluent.Kafka;
using MarketGateway.Audit;
using MarketGateway.Core.Sessions;
using MarketGateway.Kafka;
using Microsoft.Extensions.Options;

namespace MarketGateway.Hosting;

/// <summary>Adds the record of what sessions are sent, where a topic for it is set.</summary>
internal static class AuditComposition
{
    /// <exception cref="SettingsException">A setting is wrong.</exception>
    public static void Add(WebApplicationBuilder builder)
    {
        var options = Settings.Read<AuditOptions>(builder.Configuration, AuditOptions.SectionName);
        if (options.Topic.Length == 0)
        {
            return;
        }

        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<AuditCounts>();
        builder.Services.AddSingleton<AuditBuffer>();
        builder.Services.AddSingleton<ISessionRecorder>(services => services.GetRequiredService<AuditBuffer>());
        builder.Services.AddSingleton(services => new AuditTrail(
            options,
            services.GetRequiredService<AuditBuffer>(),
            services.GetRequiredService<AuditCounts>(),
            () => Configure(services, options),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<AuditTrail>>()));
        builder.Services.AddHostedService(services => services.GetRequiredService<AuditTrail>());
        MetricsComposition.AddAudit(builder.Services);
    }

    private static ProducerConfig Configure(IServiceProvider services, AuditOptions options)
    {
        var config = new ProducerConfig
        {
            ClientId = "market-gateway-audit",
            Acks = Acks.All,

            // In their order, and each once.
            EnableIdempotence = true,
            LingerMs = 50,
            CompressionType = CompressionType.Lz4,
            QueueBufferingMaxKbytes = options.BufferBytesMax >> 10,
            QueueBufferingMaxMessages = 1_000_000,
            DeliveryReportFields = "none",
        };
        var isOwn = options.BootstrapServers.Length > 0;
        var ofFeed = services.GetRequiredService<IOptions<KafkaOptions>>().Value.Properties;
        foreach (var (property, value) in ofFeed.Where(_ => !isOwn).Concat(options.Properties))
        {
            config.Set(property, value);
        }

        var cluster = services.GetRequiredService<KafkaCluster>();
        config.BootstrapServers = isOwn ? options.BootstrapServers : cluster.BootstrapServers;
        if (!isOwn && cluster.Embedded is { } embedded)
        {
            embedded.CreateTopic(options.Topic, 1);
        }

        return config;
    }
}
