using System.Text.Json;
using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;

namespace MarketGateway.Core.Tests.Sessions;

/// <summary>
/// From the notification to the transport: a flush of a change allocates nothing, and the change one position, however many sessions
/// are led to it. Measured over all threads, so that nothing else may run meanwhile.
/// </summary>
[Collection(nameof(Alone))]
public sealed class SessionAllocationTests : IDisposable
{
    private const int Flushes = 2_000;
    private const int PositionBytes = 80;

    private readonly SessionFixture _fixture = new();
    private readonly FeedUpdate _update = new();
    private readonly FeedSymbol _symbol;
    private long _offset = 100;

    public SessionAllocationTests() => _symbol = _fixture.Feed.Symbol("A");

    public static TheoryData<string, int> Subscriptions => new()
    {
        { "book", 1 }, { "book", 10 }, { "quote", 1 }, { "trade", 1 },
    };

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [MemberData(nameof(Subscriptions))]
    public async Task A_flush_of_a_change_allocates_nothing_but_the_position_that_all_share(string channel, int sessionCount)
    {
        _fixture.Feed.Snapshot("A", "100:1 99:1", "101:1");
        _fixture.Feed.Quote("A", bid: "100:1", ask: "101:1");
        var transports = new List<CountingTransport>();
        var sessions = new List<Session>();
        for (var count = 0; count < sessionCount; count++)
        {
            transports.Add(new CountingTransport());
            sessions.Add(_fixture.Hub.Open(transports[^1], WireFormat.MessagePack, SessionAdmission.Of(SessionRights.Anonymous)));
            await sessions[^1].HandleAsync(Subscribe(channel));
        }

        var kind = channel switch
        {
            "book" => FeedUpdateKind.BookDelta,
            "quote" => FeedUpdateKind.Quote,
            _ => FeedUpdateKind.Trade,
        };
        var least = long.MaxValue;
        for (var run = 0; run < 6; run++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var flush = 0; flush < Flushes; flush++)
            {
                Apply(kind);
                Settle();
            }

            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.All(transports, transport => Assert.InRange(transport.Flushes, 6 * Flushes, (6 * Flushes) + 10));
        Assert.InRange((least / (double)Flushes) - PositionBytes, 0, sessionCount);
    }

    [Fact]
    public async Task A_session_in_step_keeps_little_more_than_the_list_of_its_streams()
    {
        // What cohorts keep is as much for any number of sessions: with so many before, all cohorts are there.
        const int Before = 2_500;
        const int Sessions = 3_500;
        const int Streams = 40;
        const int BytesMax = 2 * 1024;
        var symbols = Enumerable.Range(0, Streams).Select(static number => $"S{number}").ToArray();
        foreach (var symbol in symbols)
        {
            _fixture.Feed.Quote(symbol, bid: "100:1", ask: "101:1");
        }

        var subscribe = MessagePackText.FromJson(JsonSerializer.SerializeToElement(
            new { op = "subscribe", channel = "quote", symbols, intervalMs = 100 }));
        var sessions = new Session[Sessions];
        await OpenAsync(sessions.AsMemory(0, Before), subscribe);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await OpenAsync(sessions.AsMemory(Before), subscribe);
        var each = long.MaxValue;
        for (var sweep = 0; sweep < 20 && each > BytesMax; sweep++)
        {
            // A sweep gives back what beginning has taken; lanes come to it when the machine lets them.
            _fixture.Advance(1_000);
            Settle();
            each = Math.Min(each, (GC.GetTotalMemory(forceFullCollection: true) - before) / (Sessions - Before));
        }

        Assert.All(sessions, session => Assert.Equal(Streams, session.SubscriptionCount));
        Assert.InRange(each, Streams * 16, BytesMax);
        GC.KeepAlive(sessions);
    }

    private async Task OpenAsync(Memory<Session> sessions, byte[] subscribe)
    {
        for (var number = 0; number < sessions.Length; number++)
        {
            var session = sessions.Span[number] =
                _fixture.Hub.Open(new CountingTransport(), WireFormat.MessagePack, SessionAdmission.Of(SessionRights.Anonymous));
            await session.HandleAsync(subscribe);
            if (number % 50 == 49)
            {
                Settle();
                _fixture.Advance(100);
            }
        }

        _fixture.Advance(1_000);
    }

    private static byte[] Subscribe(string channel) => MessagePackText.FromJson(
        JsonDocument.Parse($$"""{"op":"subscribe","channel":"{{channel}}","symbols":["A"]}""").RootElement);

    private void Settle()
    {
        while (!_fixture.Hub.IsIdle)
        {
            Thread.Yield();
        }
    }

    private void Apply(FeedUpdateKind kind)
    {
        _offset++;
        _update.Reset(kind);
        (_update.PriceScale, _update.OccurredAt, _update.Price, _update.Size) = (2, _offset, 100, 1 + (_offset % 9));
        _update.Volume = _offset;
        _update.AddBid(new PriceLevel(100, 1 + (_offset % 9)));
        var topic = kind == FeedUpdateKind.BookDelta ? FeedTopic.Books : FeedTopic.Ticks;
        _fixture.Feed.Market.Apply(topic, 0, _offset, _symbol, _update);
    }

    private sealed class CountingTransport : ISessionTransport
    {
        public int Flushes { get; private set; }

        public ValueTask SendAsync(FlushBuffer flush)
        {
            Flushes++;
            return ValueTask.CompletedTask;
        }

        public void Close(SessionEndReason reason, string message)
        {
        }
    }
}
