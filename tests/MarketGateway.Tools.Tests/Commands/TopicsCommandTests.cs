using MarketGateway.Testing;
using MarketGateway.Tools.Commands;

namespace MarketGateway.Tools.Tests.Commands;

/// <summary>What <c>mgw topics</c> says about the topics of a cluster, and how it makes them.</summary>
public sealed class TopicsCommandTests
{
    [Fact]
    public async Task Topics_that_create_made_are_as_they_should_be()
    {
        await using var cluster = new ScriptedCluster();

        var (exitCode, output, error) = await RunAsync(
            "topics", "create", "-b", cluster.BootstrapServers, "--partitions", "12", "--replication-factor", "3");

        Assert.Equal(("", 0), (error, exitCode));
        Assert.Equal(
            [
                "created topic md.instruments", "created topic md.books", "created topic md.ticks",
                "md.instruments: 12 partition(s), 3 replica(s): as it should be",
                "md.books: 12 partition(s), 3 replica(s): as it should be",
                "md.ticks: 12 partition(s), 3 replica(s): as it should be",
            ],
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("compact", cluster.Topics[0].Configuration!["cleanup.policy"]);
        Assert.Equal("3600000", cluster.Topics[1].Configuration!["retention.ms"]);
    }

    [Fact]
    public async Task Create_leaves_topics_that_exist_and_judges_them()
    {
        await using var cluster = new ScriptedCluster(Topic("md.books", 1, ("cleanup.policy", "compact")));

        var (exitCode, output, _) = await RunAsync("topics", "create", "-b", cluster.BootstrapServers);

        Assert.Equal(TopicsCheckCommand.Wrong, exitCode);
        Assert.DoesNotContain("created topic md.books", output, StringComparison.Ordinal);
        Assert.Contains("created topic md.ticks", output, StringComparison.Ordinal);
        Assert.Contains("WRONG   cleanup.policy is compact", output, StringComparison.Ordinal);
    }

    /// <summary>A cluster as it comes to be by itself: books compacted, ticks made by the first producer.</summary>
    [Fact]
    public async Task Bad_topics_are_named_with_what_follows_and_how_to_change_it()
    {
        await using var cluster = new ScriptedCluster(
            Topic("md.instruments", 1, ("cleanup.policy", "delete")),
            Topic("md.books", 8, ("cleanup.policy", "compact,delete"), ("retention.ms", "20000"), ("min.insync.replicas", "4")),
            Topic("md.ticks", 1, ("retention.ms", "604800000"), ("message.timestamp.type", "CreateTime"),
                ("min.insync.replicas", "3"), ("compression.type", "gzip"), ("unclean.leader.election.enable", "true")));

        var (exitCode, output, _) = await RunAsync("topics", "check", "-b", cluster.BootstrapServers);

        Assert.Equal(TopicsCheckCommand.Wrong, exitCode);
        AssertFaults(
            [
                "md.instruments: WRONG cleanup.policy is delete", "md.instruments: advice min.insync.replicas is 1",
                "md.books: WRONG cleanup.policy is compact,delete", "md.books: WRONG retention.ms is 20000 and snapshots come every 15 s",
                "md.books: WRONG min.insync.replicas is 4 and it has 3 replica(s)",
                "md.ticks: WRONG it has one partition, as topics have that were created by accident",
                "md.ticks: advice retention.ms is 604800000",
                "md.ticks: advice min.insync.replicas is 3, as many as it has replicas",
                "md.ticks: WRONG unclean.leader.election.enable is true", "md.ticks: advice message.timestamp.type is CreateTime",
                "md.ticks: advice compression.type is gzip",
            ],
            FaultsOf(output));
        Assert.Contains(
            "-> kafka-configs.sh --alter --entity-type topics --entity-name md.instruments --add-config cleanup.policy=compact",
            output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_topics_are_wrong_and_hidden_configurations_are_said_to_be()
    {
        await using var cluster = new ScriptedCluster(new ScriptedTopic("md.books", 4, 3, null));

        var (exitCode, output, _) = await RunAsync("topics", "check", "-b", cluster.BootstrapServers);

        Assert.Equal(TopicsCheckCommand.Wrong, exitCode);
        AssertFaults(
            [
                "md.instruments: WRONG it does not exist", "md.books: advice its configuration cannot be read and is not judged",
                "md.ticks: WRONG it does not exist",
            ],
            FaultsOf(output));
    }

    [Theory]
    [InlineData("10s", 0)]
    [InlineData("30m", 2)]
    public async Task Retention_is_judged_by_how_often_snapshots_come(string interval, int expected)
    {
        (string, string)[] kept = [("retention.ms", "600000"), ("min.insync.replicas", "2")];
        await using var cluster = new ScriptedCluster(
            Topic("x.instruments", 3, [.. kept, ("cleanup.policy", "compact")]), Topic("x.books", 3, kept), Topic("x.ticks", 3, kept));

        var (exitCode, output, _) = await RunAsync(
            "topics", "check", "-b", cluster.BootstrapServers, "--topic-prefix", "x.", "--snapshot-interval", interval);

        Assert.Equal((expected, expected == 0 ? 0 : 2), (exitCode, FaultsOf(output).Count));
    }

    private static ScriptedTopic Topic(string name, int partitions, params (string Name, string Value)[] settings) =>
        new(name, partitions, 3, settings.ToDictionary(setting => setting.Name, setting => setting.Value));

    private static void AssertFaults(string[] beginnings, IReadOnlyList<string> faults)
    {
        Assert.Equal(beginnings.Length, faults.Count);
        Assert.All(beginnings.Zip(faults), pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));
    }

    /// <summary>The faults, each with its topic in front.</summary>
    private static List<string> FaultsOf(string output)
    {
        var faults = new List<string>();
        var topic = "";
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var text = line.TrimStart();
            if (text.Length == line.Length)
            {
                topic = line[..line.IndexOf(':', StringComparison.Ordinal)];
            }
            else if (!text.StartsWith("->", StringComparison.Ordinal))
            {
                var words = text.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                faults.Add($"{topic}: {words[0]} {words[1]}");
            }
        }

        return faults;
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exitCode = await MgwCommandLine.RunAsync(arguments, output, error, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), error.ToString());
    }
}
