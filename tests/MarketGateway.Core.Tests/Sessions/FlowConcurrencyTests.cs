using MarketGateway.Core.Books;
using MarketGateway.Core.Delivery;
using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Tests.Sessions;

/// <summary>
/// Windows, acknowledgements, paces, updates, pauses and resyncs while feeds, flushes and the clock go on. Heartbeats are
/// further apart than all the time that passes: none repairs what is lost.
/// </summary>
public sealed class FlowConcurrencyTests : IDisposable
{
    private const int SymbolCount = 4;
    private const int SessionCount = 8;
    private const int UpdateCount = 3_000;
    private const int AckRounds = 1_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly SessionFixture _fixture = new(
        new()
        {
            RequestsPerSecondMax = 1_000_000,
            ErrorsInARowMax = 1_000_000,
            ResyncInterval = TimeSpan.Zero,
            StallLimit = TimeSpan.FromDays(1),
        },
        new() { JournalLengthMax = 64, TradeRingLengthMax = 64 });

    private readonly List<long>[] _trades = [.. Enumerable.Range(0, SymbolCount).Select(_ => new List<long>())];
    private volatile bool _isFed;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task However_clients_acknowledge_pace_update_pause_and_resync_each_ends_with_the_market_and_its_account()
    {
        for (var symbol = 0; symbol < SymbolCount; symbol++)
        {
            _fixture.Feed.Snapshot($"S{symbol}", "50:1", "60:1");
        }

        var sessions = new List<TestSession>();
        for (var number = 0; number < SessionCount; number++)
        {
            sessions.Add(await FollowAsync(window: number % 4, interval: number / 2 % 3 * 10, depth: number % 3 * 5));
        }

        var clients = sessions.Select((session, number) => OnItsOwnThread(() => Trouble(session, new Random(number))));
        var clock = OnItsOwnThread(PassTime);
        var feeds = Enumerable.Range(0, SymbolCount).Select(symbol => OnItsOwnThread(() => Feed(symbol)));
        var others = clients.Append(clock).ToList();
        await Task.WhenAll(feeds);
        _isFed = true;
        await Task.WhenAll(others);

        foreach (var session in sessions)
        {
            await QuietenAsync(session);
        }

        Assert.All(sessions, AssertHoldsTheMarket);
        var delivery = _fixture.Feed.Market.Delivery;
        Assert.Equal(0, _fixture.Feed.Market.CountWaiting());
        Assert.Equal(delivery.Offered, delivery.Delivered + delivery.Merged + delivery.Abandoned);
    }

    [Fact]
    public async Task An_acknowledgement_that_opens_a_window_while_something_changes_is_never_lost()
    {
        _fixture.Feed.Snapshot("S0", "50:1", "60:1");
        var session = await FollowAsync(window: 1, interval: 0, depth: 0);
        await QuietenAsync(session);
        using var start = new Barrier(2);
        var feed = OnItsOwnThread(() =>
        {
            for (var round = 1; round <= AckRounds; round++)
            {
                start.SignalAndWait();
                _fixture.Feed.Delta("S0", bids: $"50:{round + 1}");
            }
        });
        for (var round = 1; round <= AckRounds; round++)
        {
            // The window is closed by the flush before; with the last change and the acknowledgement at once it opens.
            var sent = session.Transport.FlushCount;
            start.SignalAndWait();
            await session.SendAsync($$"""{"op":"ack","flush":{{sent}}}""");
            await session.UntilAsync(told => told.Transport.FlushCount > sent, $"the flush of round {round}");
        }

        await feed;
    }

    /// <summary>The thread pool is for the flushes.</summary>
    private static Task OnItsOwnThread(Action act) => Task.Factory.StartNew(
        act, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private async Task<TestSession> FollowAsync(int window, int interval, int depth)
    {
        var session = await _fixture.OpenAsync();
        await session.SendAsync($$"""{"op":"hello","window":{{window}},"heartbeatMs":30000}""");
        await session.SubscribeAsync("book", "S*", $",\"intervalMs\":{interval},\"depth\":{depth}");
        await session.SubscribeAsync("trade", "S*", $",\"intervalMs\":{interval}", id: 2);
        return session;
    }

    private void Feed(int symbol)
    {
        var random = new Random(symbol);
        var target = _fixture.Feed.Symbol($"S{symbol}");
        var update = new FeedUpdate();
        for (var number = 1; number <= UpdateCount; number++)
        {
            if (number % 4 == 0)
            {
                update.Reset(FeedUpdateKind.Trade);
                (update.Price, update.Size, update.Aggressor) = (100, number, Aggressor.Buy);
                _trades[symbol].Add(number);
            }
            else
            {
                update.Reset(FeedUpdateKind.BookDelta);
                update.AddBid(new PriceLevel(random.Next(30, 56), random.Next(4)));
                update.AddAsk(new PriceLevel(random.Next(58, 80), random.Next(4)));
            }

            (update.PriceScale, update.OccurredAt) = (2, number);
            var (topic, offset) = number % 4 == 0 ? (FeedTopic.Ticks, number) : (FeedTopic.Books, 1_000 + number);
            _fixture.Feed.Market.Apply(topic, 0, offset, target, update);
        }
    }

    /// <summary>Fewer steps than a heartbeat has.</summary>
    private void PassTime()
    {
        for (var step = 0; step < 1_000 && !_isFed; step++)
        {
            _fixture.Feed.Time.Advance(TimeSpan.FromMilliseconds(BeatTimes.StepMs));
            Thread.Yield();
        }
    }

    private void Trouble(TestSession session, Random random)
    {
        for (var round = 0; round < 10_000 && !_isFed; round++)
        {
            Acknowledge(session);
            switch (random.Next(8))
            {
                case 0: Send(session, $$"""{"op":"update","streams":[{{Number()}}],"intervalMs":{{random.Next(4) * 10}}}"""); break;
                case 1: Send(session, $$"""{"op":"update","streams":[{{Number()}}],"depth":{{random.Next(4) * 5}}}"""); break;
                case 2: Send(session, $$"""{"op":"pause","streams":[{{Number()}},{{Number()}}]}"""); break;
                case 3 or 4: Send(session, """{"op":"resume"}"""); break;
                case 5: Send(session, $$"""{"op":"resync","streams":[{{Number()}},{{Number()}}]}"""); break;
                default: Thread.Yield(); break;
            }
        }

        // Some numbers are held and others are not: what a client gets wrong must not disturb it either.
        int Number() => random.Next(1, 80);
    }

    private static void Acknowledge(TestSession session) =>
        Send(session, $$"""{"op":"ack","flush":{{session.Transport.FlushCount}}}""");

    private static void Send(TestSession session, string request) =>
        Assert.True(session.BeginSend(request).Wait(Patience, CancellationToken.None), "a request is taken");

    /// <summary>Lets a client get all that is left: it reads, acknowledges, and its longest interval passes.</summary>
    private async Task QuietenAsync(TestSession session)
    {
        await session.SendAsync("""{"op":"resume"}""");
        var sent = -1;
        for (var calm = 0; calm < 3; calm++)
        {
            while (sent != session.Transport.FlushCount)
            {
                sent = session.Transport.FlushCount;
                Acknowledge(session);
                _fixture.Settle();
                calm = 0;
            }

            _fixture.Advance(40);
        }
    }

    private void AssertHoldsTheMarket(TestSession session)
    {
        var market = HeldMarket.Of(session);
        Assert.Equal(SymbolCount, market.Books.Count);
        Assert.Equal(SymbolCount, market.Trades.Count);
        market.AssertHoldsBooks(_fixture.Feed);
        Assert.All(market.Trades, held =>
        {
            var trades = _trades[held.Symbol[1] - '0'];
            Assert.True(held.Begin < trades[0], "the account begins before the first trade");
            Assert.Equal((trades[^1], trades.Count), (held.Version, held.Account));
        });
    }
}
