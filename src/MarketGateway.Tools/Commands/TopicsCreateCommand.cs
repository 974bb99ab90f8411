using System.CommandLine;
using MarketGateway.Demo;

namespace MarketGateway.Tools.Commands;

/// <summary><c>mgw topics create</c>: makes the topics that are missing, and judges all.</summary>
internal sealed class TopicsCreateCommand : Command, IDocumentedCommand
{
    private static readonly TimeSpan RetentionDefault = TimeSpan.FromHours(1);

    private readonly ClusterOptions _cluster = new();
    private readonly Option<TimeSpan?> _retention = DurationOption.Create(
        "--retention", "How long books and ticks are kept; a replica reads all of it before it is ready. Default: 1h.");

    private readonly Option<int?> _replicas = OptionValues.OptionalInteger(
        "--replication-factor", "How many brokers hold each partition. Default: 3, or as many as there are.", 1, 100);

    public TopicsCreateCommand()
        : base("create", "Make the topics that are missing; those that exist are judged and left as they are.")
    {
        _cluster.AddTo(this);
        Add(_retention);
        Add(_replicas);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "mgw topics create --bootstrap-servers localhost:9092",
        "mgw topics create --bootstrap-servers localhost:9092 --partitions 12 --retention 2h --replication-factor 3",
    ];

    public string ExitCodes =>
        "0 all topics are there and nothing is wrong; 1 wrong option, or the cluster refuses; 2 a topic is wrong";

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var output = parsed.InvocationConfiguration.Output;
        var cluster = _cluster.Cluster(parsed);
        var shape = new FeedTopicShape(
            _cluster.Partitions(parsed), parsed.GetValue(_replicas), parsed.GetValue(_retention) ?? RetentionDefault);
        foreach (var topic in await KafkaSetup.EnsureAsync(cluster, shape))
        {
            await output.WriteLineAsync($"created topic {topic}");
        }

        return await TopicsCheckCommand.JudgeAsync(cluster, TopicJudge.SnapshotIntervalDefault, output);
    }
}
