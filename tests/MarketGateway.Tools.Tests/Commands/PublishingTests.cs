using System.Text;
using Confluent.Kafka;
using MarketGateway.Core.Feed;
using MarketGateway.Kafka;
using MarketGateway.Testing;
using MarketGateway.Tools.Tests.Replay;

namespace MarketGateway.Tools.Tests.Commands;

/// <summary>The commands against a real protocol: what they publish is read back by an ordinary consumer.</summary>
public sealed class PublishingTests(KafkaFixture kafka) : IDisposable
{
    private const long T0 = 1_703_545_200_000_000;

    private readonly TemporaryFiles _files = new();
    private readonly string _prefix = $"t{Guid.NewGuid():N}.";

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Simulate_publishes_until_it_is_told_to_stop_and_every_record_decodes()
    {
        await CreateTopicsAsync();

        var (exitCode, output, error) = await RunAsync(
            "simulate", "--rate", "2000", "--instruments", "8", "--burst", "1", "--seconds", "2");

        Assert.Equal("", error);
        Assert.Equal(0, exitCode);
        Assert.Contains("records published", output, StringComparison.Ordinal);
        Assert.Equal(8, Read("instruments").Count);
        Assert.Equal(8, Read("books").Where(r => r.Kind == FeedUpdateKind.BookSnapshot).DistinctBy(r => r.Key).Count());
        Assert.InRange(Read("books").Count + Read("ticks").Count, 2_000, 6_000);
    }

    [Fact]
    public async Task Replay_publishes_definitions_books_and_trades_under_their_symbols()
    {
        await CreateTopicsAsync();
        var book = _files.WriteBook("book.csv.gz", $"{T0},true,bid,4799.0,16", $"{T0 + 5},false,ask,4799.25,3");
        var trades = _files.WriteTrades("trades.csv", $"{T0 + 5},1,buy,4799.25,1");

        var (exitCode, output, error) = await RunAsync("replay", book, trades, "--speed", "max");

        Assert.Equal("", error);
        Assert.Equal(0, exitCode);
        Assert.Contains("published 4 records of 3 rows", output, StringComparison.Ordinal);
        Assert.Equal(["ESH4 Instrument"], Read("instruments").Select(r => $"{r.Key} {r.Kind}"));
        Assert.Equal(["ESH4 BookSnapshot", "ESH4 BookDelta"], Read("books").Select(r => $"{r.Key} {r.Kind}"));
        Assert.Equal(["ESH4 Trade"], Read("ticks").Select(r => $"{r.Key} {r.Kind}"));
    }

    [Fact]
    public async Task A_second_replay_continues_above_the_numbers_of_the_first()
    {
        await CreateTopicsAsync();
        var book = _files.WriteBook("book.csv", $"{T0},true,bid,10,1", $"{T0 + 5},false,bid,10,2");

        await RunAsync("replay", book, "--speed", "max");
        await RunAsync("replay", book, "--speed", "max");

        var sequences = Read("books").Select(r => r.Sequence).ToList();
        Assert.Equal(4, sequences.Count);
        Assert.True(sequences[2] > sequences[1]);
    }

    [Fact]
    public async Task A_second_file_of_a_symbol_goes_on_in_the_scales_and_price_step_of_its_definition()
    {
        await CreateTopicsAsync();
        var first = _files.WriteBook("first.csv", $"{T0},true,bid,4799.25,1.5", $"{T0},true,ask,4799.5,2");
        var second = _files.WriteBook("second.csv", $"{T0 + 9},true,bid,4800,1");

        await RunAsync("replay", first, "--speed", "max", "--tick-size", "0.25", "--asset-class", "future");
        var (exitCode, output, error) = await RunAsync("replay", second, "--speed", "max");

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains(
            "ESH4: price scale 2, size scale 1, tick size 25 x 10^-2", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_rows_are_reported_counted_and_make_the_exit_code_1()
    {
        await CreateTopicsAsync();
        var book = _files.WriteBook("book.csv", $"{T0},true,bid,10,1", $"{T0},true,,10,2", $"{T0},true,ask,11,x");

        var (exitCode, output, error) = await RunAsync("replay", book, "--speed", "max");

        Assert.Equal(1, exitCode);
        Assert.Contains("published 2 records", output, StringComparison.Ordinal);
        Assert.Equal(
            [$"{book}:3: side is \"\" but must be bid or ask",
                $"{book}:4: amount is \"x\" but must be a decimal number such as 4799.25",
                "mgw: 2 bad rows were skipped."],
            error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Strict_stops_at_the_first_bad_row()
    {
        await CreateTopicsAsync();
        var book = _files.WriteBook(
            "book.csv", $"{T0},true,bid,10,1", $"{T0 + 1},false,bid,10,2", $"{T0 + 2},false,,10,2");

        var (exitCode, _, error) = await RunAsync("replay", book, "--speed", "max", "--strict");

        Assert.Equal(1, exitCode);
        Assert.StartsWith($"mgw: {book}:4: side is \"\"", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_topics_are_created()
    {
        Assert.SkipWhen(kafka.Embedded is not null, "The embedded broker creates no topics for clients; needs a real Kafka.");
        var book = _files.WriteBook("book.csv", $"{T0},true,bid,10,1");

        var (exitCode, output, error) = await RunAsync("replay", book, "--speed", "max");

        Assert.Equal("", error);
        Assert.Equal(0, exitCode);
        Assert.Contains($"created topic {_prefix}books", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_topics_that_the_cluster_does_not_let_us_create_are_named()
    {
        using var broker = EmbeddedBroker.Start();
        var book = _files.WriteBook("book.csv", $"{T0},true,bid,10,1");

        var (exitCode, _, error) = await RunOnAsync(broker.BootstrapServers, "replay", book, "--speed", "max");

        Assert.Equal(1, exitCode);
        Assert.Equal(
            $"mgw: the cluster does not let clients create topics; create {_prefix}instruments, {_prefix}books and "
            + $"{_prefix}ticks first.\n",
            error.ReplaceLineEndings("\n"));
    }

    private async Task CreateTopicsAsync()
    {
        foreach (var topic in new[] { "instruments", "books", "ticks" })
        {
            await kafka.CreateTopicAsync(_prefix + topic, 1);
        }
    }

    private Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] args) =>
        RunOnAsync(kafka.BootstrapServers, args);

    private async Task<(int ExitCode, string Output, string Error)> RunOnAsync(string cluster, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await MgwCommandLine.RunAsync(
            [.. args, "--bootstrap-servers", cluster, "--topic-prefix", _prefix], output, error);
        return (exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Reads a whole topic back, decoded as the gateway does.</summary>
    private List<(string Key, FeedUpdateKind Kind, long Sequence)> Read(string name)
    {
        var topic = name switch
        {
            "instruments" => FeedTopic.Instruments,
            "books" => FeedTopic.Books,
            _ => FeedTopic.Ticks,
        };
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = kafka.BootstrapServers,
            GroupId = "unused",
            EnablePartitionEof = true,
        }).Build();
        consumer.Assign(new TopicPartitionOffset(_prefix + name, 0, Offset.Beginning));
        var records = new List<(string, FeedUpdateKind, long)>();
        var decoder = new FeedDecoder();
        var update = new FeedUpdate();
        while (true)
        {
            var result = consumer.Consume(TimeSpan.FromMinutes(1));
            Assert.NotNull(result);
            if (result.IsPartitionEOF)
            {
                return records;
            }

            var problem = decoder.Decode(topic, FeedContentType.Detect, result.Message.Value, update);
            Assert.Equal(DecodeError.None, problem);
            records.Add((Encoding.UTF8.GetString(result.Message.Key), update.Kind, update.Sequence));
        }
    }
}
