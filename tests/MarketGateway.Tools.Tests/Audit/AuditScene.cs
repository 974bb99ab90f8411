using System.Text.Json.Nodes;
using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;
using MarketGateway.Kafka;
using MarketGateway.Testing;
using MarketGateway.Testing.Wire;

namespace MarketGateway.Tools.Tests.Audit;

/// <summary>A gateway that keeps audit records in Kafka, a market that moves, and a client that keeps a record of its own.</summary>
internal sealed class AuditScene : IAsyncDisposable
{
    private const long Middle = 475_000;

    private readonly KafkaFixture _kafka;
    private readonly KafkaTopicNames _topics;
    private readonly string _audit;
    private readonly RunningGateway _gateway;
    private readonly Random _random = new(7);
    private long _books;
    private long _ticks;
    private long _lastBook;

    private AuditScene(KafkaFixture kafka, KafkaTopicNames topics, string audit, RunningGateway gateway, WireClient client)
    {
        (_kafka, _topics, _audit, _gateway, Client) = (kafka, topics, audit, gateway, client);
        client.OnApplied = (stream, _) => Record.Note(client.Flushes, stream);
    }

    public WireClient Client { get; }

    public HeldRecord Record { get; } = new();

    public static async Task<AuditScene> StartAsync(KafkaFixture kafka, bool isJson)
    {
        var topics = await kafka.CreateTopicsAsync();
        var audit = topics.Books.Replace(".books", ".audit", StringComparison.Ordinal);
        await kafka.CreateTopicAsync(audit, 2);
        await kafka.Publisher.PublishAsync(topics.Instruments, "ESH4", FeedUpdates.Instrument());
        var gateway = await RunningGateway.StartAsync(kafka.BootstrapServers, topics, "--Audit:Topic", audit);
        await Eventually.IsTrueAsync("the symbol is known", () => gateway.Market.Find("ESH4") is not null);
        var client = await WireClient.ConnectAsync(
            gateway.StreamAddress, new WireClientOptions { IsJson = isJson, Acknowledges = true });
        var scene = new AuditScene(kafka, topics, audit, gateway, client);
        await client.RequestAsync(new { op = "hello", window = 16, client = "recorded" });
        await scene.SubscribeAsync();
        return scene;
    }

    /// <summary>Publishes a snapshot or a change of the book, a quote and now and then a trade.</summary>
    public async Task MoveMarketAsync(int round)
    {
        var book = round % 20 == 1 ? FeedUpdates.Snapshot(++_books, levels: 8) : FeedUpdates.Delta(++_books, levels: 0);
        for (var change = 0; book.Kind == FeedUpdateKind.BookDelta && change < 3; change++)
        {
            book.AddBid(new PriceLevel(Middle - (25 * _random.Next(12)), _random.Next(10)));
            book.AddAsk(new PriceLevel(Middle + 25 + (25 * _random.Next(12)), _random.Next(10)));
        }

        _lastBook = (await _kafka.Publisher.PublishAsync(_topics.Books, "ESH4", book)).Offset.Value;
        await _kafka.Publisher.PublishAsync(
            _topics.Ticks, "ESH4", FeedUpdates.Quote(++_ticks, Middle - _random.Next(4), Middle + 25 + _random.Next(4)));
        if (round % 3 == 0)
        {
            await _kafka.Publisher.PublishAsync(_topics.Ticks, "ESH4", FeedUpdates.Trade(++_ticks, size: 1 + _random.Next(9)));
        }

        // Not all in one message: each round is read before the next is published.
        await UntilReadAsync();
    }

    /// <summary>Waits until the client stands where the book's log ends.</summary>
    public Task UntilReadAsync() => Eventually.IsTrueAsync(
        "the client has read all", () => Client.Streams.All(stream => stream.Channel != "book" || stream.Version == _lastBook));

    /// <summary>Asks what the client held; waits until the record of its last flush is in the log.</summary>
    public async Task<JsonNode> AuditAsync(params string[] question)
    {
        var (exitCode, output, error) = (1, "", "");
        await Eventually.IsTrueAsync("there is a record", async () =>
        {
            (exitCode, output, error) = await RunAsync(["1", "--json", .. question]);
            return output.Length > 0
                && (question is not ["--flush", var flush] || $"{JsonNode.Parse(output)!["flush"]}" == flush);
        });
        Assert.True(exitCode == 0, $"{exitCode}: {error}{output}");
        return JsonNode.Parse(output)!;
    }

    public async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var prefix = _topics.Books[..^"books".Length];
        var exitCode = await MgwCommandLine.RunAsync(
            ["audit", .. args, "-b", _kafka.BootstrapServers, "--topic-prefix", prefix, "--topic", _audit],
            output, error, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), error.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await _gateway.DisposeAsync();
    }

    private async Task SubscribeAsync()
    {
        string[] symbols = ["ESH4"];
        await Client.RequestAsync(new { op = "subscribe", channel = "book", symbols, depth = 3 });
        await Client.RequestAsync(new { op = "subscribe", channel = "book", symbols, intervalMs = 20 });
        await Client.RequestAsync(new { op = "subscribe", channel = "book", symbols, grouping = 2, depth = 4 });
        await Client.RequestAsync(new { op = "subscribe", channel = "quote", symbols });
        await Client.RequestAsync(new { op = "subscribe", channel = "quote", symbols, fields = new[] { "bidPrice", "lastPrice" } });
        await Client.RequestAsync(new { op = "subscribe", channel = "trade", symbols });
    }
}
