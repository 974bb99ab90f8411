using MarketGateway.Admin;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Sessions;
using MarketGateway.Demo;
using MarketGateway.Http;
using MarketGateway.Kafka;

namespace MarketGateway.Hosting;

/// <summary>Adds the feed from Kafka; without a configured cluster also the embedded broker and the simulated market.</summary>
internal static class FeedComposition
{
    /// <summary>What the embedded broker keeps per partition; the simulation repeats its snapshots before that is full.</summary>
    private const long EmbeddedRetentionBytes = 5 << 20;

    /// <summary>
    /// The embedded broker finds what it is asked for by walking over its batches: few large ones spare it nearly a core
    /// once its partitions are full.
    /// </summary>
    private static readonly Dictionary<string, string> EmbeddedProducer = new() { ["linger.ms"] = "25" };

    public static void Add(WebApplicationBuilder builder)
    {
        var kafka = ReadKafka(builder.Configuration);
        if (string.IsNullOrEmpty(kafka.BootstrapServers) && kafka.IsReadingOwnTopics)
        {
            // Before the feed: services start in this order.
            AddSimulation(builder, kafka);
        }

        builder.Services.AddSingleton<IFeedSink>(services => services.GetRequiredService<Market>());
        builder.Services.AddKafkaFeed(builder.Configuration);
        if (!string.IsNullOrEmpty(kafka.BootstrapServers) && kafka.IsReadingOwnTopics)
        {
            builder.Services.AddHostedService<TopicCheck>();
        }

        MetricsComposition.AddFeed(builder.Services);
        builder.Services.AddSingleton<IFeedInspection, FeedInspection>();
        builder.Services.AddSingleton<FeedPulse>();
        builder.Services.AddSingleton<IFeedPulse>(services => services.GetRequiredService<FeedPulse>());
        builder.Services.AddSingleton<IFeedReadiness>(services => services.GetRequiredService<FeedPulse>());
    }

    /// <summary>Reads the section here already, so that everything wrong with it is said in one message before the start.</summary>
    private static KafkaOptions ReadKafka(IConfiguration configuration)
    {
        var options = Settings.Read<KafkaOptions>(configuration, KafkaOptions.Section);
        var verdict = new KafkaOptionsValidator().Validate(null, options);
        SettingsException.ThrowIfAny([.. verdict.Failures ?? []]);
        return options;
    }

    private static void AddSimulation(WebApplicationBuilder builder, KafkaOptions kafka)
    {
        var simulation = Settings.Read<SimulationOptions>(builder.Configuration, SimulationOptions.SectionName);
        simulation.RetentionBytes = EmbeddedRetentionBytes;
        simulation.Partitions = kafka.EmbeddedPartitions;
        builder.Services.AddSingleton(simulation);
        builder.Services.AddSingleton(services => new FeedCluster(
            services.GetRequiredService<KafkaCluster>().BootstrapServers,
            new MarketTopics(kafka.Topics.Instruments, kafka.Topics.Books, kafka.Topics.Ticks),
            EmbeddedProducer));
        builder.Services.AddHostedService<SimulationHostedService>();
    }
}
