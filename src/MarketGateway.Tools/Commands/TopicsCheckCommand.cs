using System.CommandLine;
using MarketGateway.Demo;

namespace MarketGateway.Tools.Commands;

/// <summary><c>mgw topics check</c>: says what is wrong with the topics of a cluster and how to change it.</summary>
internal sealed class TopicsCheckCommand : Command, IDocumentedCommand
{
    /// <summary>A topic is wrong, apart from <see cref="MgwCommandLine.Failed"/>: nobody could be asked.</summary>
    internal const int Wrong = 2;

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    private readonly ClusterOptions _cluster = new();
    private readonly Option<TimeSpan?> _snapshots = DurationOption.Create(
        "--snapshot-interval", "How often producers repeat the snapshot of each book. Default: 15s.");

    public TopicsCheckCommand()
        : base("check", "Judge partitions, clean-up, retention, replicas, time stamps and compression.")
    {
        _cluster.AddConnectionTo(this);
        Add(_snapshots);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "mgw topics check --bootstrap-servers localhost:9092",
        "mgw topics check -b broker:9093 -X security.protocol=SSL --snapshot-interval 5m",
    ];

    public string ExitCodes => "0 nothing is wrong (there may be advice); 1 wrong option, or no cluster; 2 a topic is wrong";

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation) => await JudgeAsync(
        _cluster.Cluster(parsed),
        parsed.GetValue(_snapshots) ?? TopicJudge.SnapshotIntervalDefault,
        parsed.InvocationConfiguration.Output);

    /// <summary>Judges and prints; the exit code says whether something is wrong.</summary>
    internal static async Task<int> JudgeAsync(FeedCluster cluster, TimeSpan snapshotInterval, TextWriter output)
    {
        var topics = await KafkaSetup.AskAsync(
            cluster, admin => TopicInspection.InspectAsync(admin, cluster.Topics.Name, AnswerTimeout));
        var isWrong = false;
        foreach (var topic in topics)
        {
            var faults = TopicJudge.Judge(topic, snapshotInterval).ToList();
            isWrong |= faults.Exists(fault => fault.IsWrong);
            await output.WriteLineAsync(topic.Exists
                ? $"{topic.Name}: {topic.Partitions} partition(s), {topic.Replicas} replica(s)"
                    + (faults.Count == 0 ? ": as it should be" : "")
                : $"{topic.Name}:");
            foreach (var fault in faults)
            {
                await output.WriteLineAsync($"  {(fault.IsWrong ? "WRONG " : "advice")}  {fault.What}");
                await output.WriteLineAsync($"          -> {fault.Change}");
            }
        }

        return isWrong ? Wrong : MgwCommandLine.Succeeded;
    }
}
