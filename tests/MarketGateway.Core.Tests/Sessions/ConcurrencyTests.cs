using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Tests.Sessions;

/// <summary>
/// Feed threads, flushes and requests at the same time. The clock stands still, so that a wake-up which is lost stays
/// lost: no heartbeat repairs it.
/// </summary>
public sealed class ConcurrencyTests : IDisposable
{
    private const int SymbolCount = 4;
    private const int UpdateCount = 4_000;
    private const int TroubleCount = 200;

    private readonly SessionFixture _fixture = new(
        new() { RequestsPerSecondMax = 1_000_000, ErrorsInARowMax = 1_000_000 },
        new() { JournalLengthMax = 64, TradeRingLengthMax = 64 });

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Whatever_happens_at_once_every_client_ends_with_the_book_as_it_is()
    {
        for (var symbol = 0; symbol < SymbolCount; symbol++)
        {
            _fixture.Feed.Snapshot($"S{symbol}", "50:1", "60:1");
        }

        var sessions = new List<TestSession>();
        for (var count = 0; count < 12; count++)
        {
            var session = await _fixture.OpenAsync((WireFormat)(count % 2));
            await session.SubscribeAsync("book", "S*", $",\"depth\":{count % 4 * 5}");
            sessions.Add(session);
        }

        var troubles = sessions.Take(4).Select(session => OnItsOwnThread(() => Trouble(session)));
        var feeds = Enumerable.Range(0, SymbolCount).Select(symbol => OnItsOwnThread(() => Feed(symbol)));
        await Task.WhenAll(feeds.Concat(troubles));
        _fixture.Settle();

        Assert.All(sessions, AssertHoldsTheMarket);
    }

    /// <summary>The thread pool is for the flushes.</summary>
    private static Task OnItsOwnThread(Action act) => Task.Factory.StartNew(
        act, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Feed(int symbol)
    {
        var random = new Random(symbol);
        var target = _fixture.Feed.Symbol($"S{symbol}");
        var update = new FeedUpdate();
        for (var number = 1; number <= UpdateCount; number++)
        {
            // Crossed now and then: a status to be told first, in the middle of everything.
            update.Reset(number % 50 == 0 ? FeedUpdateKind.BookSnapshot : FeedUpdateKind.BookDelta);
            (update.PriceScale, update.OccurredAt) = (2, number);
            update.AddBid(new PriceLevel(random.Next(30, number % 50 == 7 ? 62 : 56), random.Next(4)));
            update.AddAsk(new PriceLevel(random.Next(58, 80), random.Next(4)));
            _fixture.Feed.Market.Apply(FeedTopic.Books, 0, 1_000 + number, target, update);
        }
    }

    /// <summary>A client that unsubscribes, subscribes anew and asks for snapshots all the time.</summary>
    private static void Trouble(TestSession session)
    {
        for (var round = 0; round < TroubleCount; round++)
        {
            Send("""{"op":"unsubscribe","channel":"book","symbols":["S1","S*"]}""");
            Send("""{"op":"subscribe","channel":"book","symbols":["S0","S1","S2","S3"]}""");
            Send("""{"op":"pause"}""");
            Send("""{"op":"resync","streams":[1,2,3,4]}""");
            Send("""{"op":"resume"}""");
            Send("""{"op":"unsubscribe","channel":"book","symbols":["S0","S1","S2","S3"]}""");
            Send("""{"op":"subscribe","channel":"book","symbols":["S*"]}""");
        }

        void Send(string request) => session.SendAsync(request).Wait(TimeSpan.FromSeconds(20), CancellationToken.None);
    }

    private void AssertHoldsTheMarket(TestSession session)
    {
        var market = HeldMarket.Of(session);
        Assert.Equal(SymbolCount, market.Books.Count);
        market.AssertHoldsBooks(_fixture.Feed);
    }
}
