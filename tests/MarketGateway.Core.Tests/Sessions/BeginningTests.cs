using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;
using MarketGateway.Core.Tests.Conflation;

namespace MarketGateway.Core.Tests.Sessions;

/// <summary>
/// A stream begins with its subscription, not with its first flush: whatever comes in between is told and counted, on
/// every channel and by every way in.
/// </summary>
public sealed class BeginningTests : IDisposable
{
    private readonly SessionFixture _fixture = new(new() { ResyncInterval = TimeSpan.Zero });

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public async Task Whoever_subscribes_to_trades_of_a_symbol_that_is_loading_gets_the_first_ones(int interval)
    {
        _fixture.Feed.Define("A");
        var session = await _fixture.OpenAsync();
        await session.SubscribeAsync("trade", "A", $",\"intervalMs\":{interval}");
        _fixture.Advance(1_000);
        for (var size = 1; size <= 4; size++)
        {
            _fixture.Feed.Trade("A", 100, size);
            _fixture.Advance(1_000);
        }

        AssertAllTold(session, -1, 1, 2, 3, 4);
    }

    [Fact]
    public async Task Whoever_waits_for_a_symbol_by_a_pattern_gets_its_first_trades()
    {
        var session = await _fixture.OpenAsync();
        await session.SubscribeAsync("trade", "A*");
        session.Transport.Block();
        await session.SendAsync("""{"op":"ping"}""");
        _fixture.Settle();

        Trade(1, 2, 3, 4);
        session.Transport.Unblock();
        _fixture.Settle();

        AssertAllTold(session, -1, 1, 2, 3, 4);
    }

    [Fact]
    public async Task A_stream_that_starts_with_a_delta_may_begin_with_a_snapshot_from_where_its_client_stands()
    {
        var version = _fixture.Feed.Snapshot("A1", "100:1 99:1 98:1 97:1", "101:1");
        _fixture.Feed.Delta("A1", bids: "100:0 99:0 98:0");
        var session = await _fixture.OpenAsync();

        await session.SubscribeAsync("book", "A1", Resume(version));
        _fixture.Settle();

        Assert.Equal(["A1"], session.Resumed);
        Assert.Equal("BookSnapshot 1", session.Words[^1]);
        Assert.Equal((version, 1L), (session.Data[0].From!.Value, session.Data[0].Merged!.Value));
    }

    [Fact]
    public async Task First_trades_that_left_the_ring_before_a_pattern_brought_them_are_said_to_be_missing()
    {
        using var fixture = new SessionFixture(market: TestFeed.SmallOptions);
        var session = await fixture.OpenAsync();
        await session.SubscribeAsync("trade", "A*");
        fixture.OnHeartbeat = () =>
        {
            // In the middle of a turn: the lane hears of the symbol after all of them.
            fixture.OnHeartbeat = null;
            for (var size = 1; size <= 9; size++)
            {
                fixture.Feed.Trade("A1", 100, size);
            }
        };
        fixture.Advance(1_010);

        var data = session.Data;
        Assert.Equal([DataKind.Trades, DataKind.TradeRollUp, DataKind.Trades], data.Select(message => message.Kind));
        Assert.Equal([0L, null, 4L], data.Select(message => message.Merged));
        Assert.Equal([6L, 7, 8, 9], data[^1].Trades.Select(trade => trade.Size));
        AssertAddsUp(fixture);
    }

    [Fact]
    public async Task A_symbol_that_comes_back_brings_the_trades_since_then_and_no_earlier_ones()
    {
        _fixture.Feed.Define("A1");
        Trade(1, 2);
        _fixture.Feed.Market.Withdraw(_fixture.Feed.Symbol("A1"));
        var session = await _fixture.OpenAsync();
        await session.SubscribeAsync("trade", "A*");
        Trade(3);
        session.Transport.Block();
        await session.SendAsync("""{"op":"ping"}""");
        _fixture.Settle();

        _fixture.Feed.Define("A1");
        Trade(4, 5);
        session.Transport.Unblock();
        _fixture.Settle();

        AssertAllTold(session, 2, 4, 5);
    }

    [Fact]
    public async Task A_symbol_that_comes_to_match_a_filter_brings_the_trades_since_then()
    {
        _fixture.Feed.Trade("A1", 100, 1);
        var session = await _fixture.OpenAsync();
        await session.SubscribeAsync("trade", "A*", ",\"filter\":{\"venue\":[\"XTST\"]}");
        session.Transport.Block();
        await session.SendAsync("""{"op":"ping"}""");
        _fixture.Settle();

        _fixture.Feed.Define("A1");
        Trade(2, 3);
        session.Transport.Unblock();
        _fixture.Settle();

        AssertAllTold(session, 0, 2, 3);
    }

    [Fact]
    public async Task Trades_between_a_subscription_and_a_first_flush_that_is_late_come_one_by_one()
    {
        Trade(1, 2, 3);
        var session = await LateAsync(",\"history\":2");

        Trade(4, 5);
        session.Transport.Unblock();
        _fixture.Settle();

        Assert.Equal([2L, 3], session.Data[0].Trades.Select(trade => trade.Size));
        AssertAllTold(session, 2, 4, 5);
    }

    [Fact]
    public async Task An_update_before_the_first_flush_loses_no_trade()
    {
        Trade(1);
        var session = await LateAsync();

        Trade(2);
        await session.SendAsync("""{"op":"update","id":2,"streams":[1],"minTradeSize":3}""");
        Trade(3, 4);
        session.Transport.Unblock();
        _fixture.Settle();

        Assert.Equal("snapshot", ((Dictionary<string, object?>)Updated(session)[0]!)["start"]);
        Assert.Equal([null, 0L], session.Data.Select(message => message.From));
        Assert.Equal([3L, 4], session.Data.SelectMany(message => message.Trades).Select(trade => trade.Size));
        Assert.Equal(3, session.Data[^1].Merged);
        AssertAddsUp(_fixture);
    }

    [Fact]
    public async Task A_pause_before_the_first_flush_loses_no_trade()
    {
        Trade(1);
        var session = await LateAsync();

        await session.SendAsync("""{"op":"pause","streams":[1]}""");
        session.Transport.Unblock();
        _fixture.Settle();
        Trade(2, 3);
        await session.SendAsync("""{"op":"resume","streams":[1]}""");
        _fixture.Settle();

        AssertAllTold(session, 0, 2, 3);
    }

    [Fact]
    public async Task A_resync_before_the_first_flush_loses_no_trade()
    {
        Trade(1);
        var session = await LateAsync();

        await session.SendAsync("""{"op":"resync","streams":[1]}""");
        Trade(2, 3);
        session.Transport.Unblock();
        _fixture.Settle();

        AssertAllTold(session, 0, 2, 3);
    }

    [Fact]
    public async Task A_resume_goes_on_from_where_it_offers_however_late_its_first_flush_is()
    {
        Trade(1, 2);
        var session = await LateAsync(Resume(0));

        Trade(3);
        session.Transport.Unblock();
        _fixture.Settle();

        var message = Assert.Single(session.Data);
        Assert.Equal((0L, 2L, 2L), (message.From, message.To, message.Merged));
        AssertAddsUp(_fixture);
    }

    [Fact]
    public async Task One_that_comes_from_a_replica_that_had_read_further_is_led_over_trades_that_it_is_not_shown()
    {
        const string Large = ",\"minTradeSize\":4";
        Trade(1);
        var inStep = await _fixture.OpenAsync();
        await inStep.SubscribeAsync("trade", "A1", Large);
        _fixture.Settle();
        var session = await _fixture.OpenAsync();
        await session.SubscribeAsync("trade", "A1", Large + Resume(2));
        _fixture.Settle();
        Assert.Equal(["A1"], session.Resumed);
        inStep.End(SessionEndReason.ClientClosed);
        _fixture.Settle();

        Trade(1, 1, 1, 1);
        _fixture.Advance(2_000);

        var message = Assert.Single(session.Data);
        Assert.Equal((2L, 4L, 2L), (message.From, message.To, message.Merged));
        AssertAddsUp(_fixture);
    }

    [Fact]
    public async Task A_resume_of_a_symbol_that_is_loading_begins_with_its_subscription()
    {
        // Nothing has arrived here: nobody knows which partition the version offered is of.
        _fixture.Feed.Define("A1");
        var session = await LateAsync(Resume(0));
        session.Transport.Unblock();
        _fixture.Settle();

        Trade(1, 2, 3);
        _fixture.Settle();

        Assert.Equal((null, 2L), (session.Data[0].From, session.Data[^1].To));
        Assert.Equal([1L, 2, 3], session.Data.SelectMany(message => message.Trades).Select(trade => trade.Size));
    }

    [Fact]
    public async Task A_resume_of_another_log_begins_with_its_subscription()
    {
        Trade(1, 2);
        var session = await LateAsync(Resume(0).Replace("none", "another", StringComparison.Ordinal));

        Trade(3);
        session.Transport.Unblock();
        _fixture.Settle();

        AssertAllTold(session, 1, 3);
    }

    [Fact]
    public async Task A_snapshot_and_a_subscription_that_goes_on_from_it_lack_nothing_between_them()
    {
        Trade(1, 2);
        var session = await _fixture.OpenAsync();
        await session.SendAsync("""{"op":"snapshot","channel":"trade","symbols":["A1"],"history":5}""");
        _fixture.Settle();
        var snapshot = Assert.Single(session.Data);
        Assert.Equal([1L, 2], snapshot.Trades.Select(trade => trade.Size));

        Trade(3);
        await session.SubscribeAsync("trade", "A1", Resume(snapshot.To));
        Trade(4);
        _fixture.Settle();

        Assert.Equal(snapshot.To, session.Data[1].From);
        Assert.Equal([3L, 4], session.Data.Skip(1).SelectMany(message => message.Trades).Select(trade => trade.Size));
        Assert.Equal(2, session.Data.Sum(message => message.Merged));
    }

    [Fact]
    public async Task A_snapshot_that_is_told_late_is_one_message_up_to_then()
    {
        Trade(1);
        var session = await _fixture.OpenAsync();
        session.Transport.Block();
        await session.SendAsync("""{"op":"ping"}""");
        _fixture.Settle();
        await session.SendAsync("""{"op":"snapshot","channel":"trade","symbols":["A1"],"history":5}""");
        Trade(2);
        session.Transport.Unblock();
        _fixture.Settle();

        Assert.Equal([1L, 2], Assert.Single(session.Data).Trades.Select(trade => trade.Size));
        AssertAddsUp(_fixture);
    }

    [Theory]
    [InlineData("quote")]
    [InlineData("book")]
    public async Task A_first_snapshot_that_is_told_late_shows_all_that_came_before_it(string channel)
    {
        _fixture.Feed.Define("A1");
        var session = await LateAsync(channel: channel);

        Update(channel, 1);
        var newest = Update(channel, 2);
        session.Transport.Unblock();
        _fixture.Settle();
        var after = Update(channel, 3);
        _fixture.Settle();

        Assert.Equal([null, newest], session.Data.Select(message => message.From));
        Assert.Equal([newest, after], session.Data.Select(message => message.To));
        Assert.Equal([0L, 1L], session.Data.Select(message => message.Merged));
        AssertAddsUp(_fixture);
    }

    private static string Resume(long version) =>
        $$$""","resume":{"epoch":"none","streams":{"A1":[{{{version}}},null,null,"0.2.0"]}}""";

    private static List<object?> Updated(TestSession session) =>
        (List<object?>)Assert.Single(session.Control("updated"))["streams"]!;

    /// <summary>Asserts that the account begins at a version, and that from there on each trade is told and counted.</summary>
    private void AssertAllTold(TestSession session, long begin, params long[] sizes)
    {
        var data = session.Data;
        Assert.Equal((null, begin, 0L), (data[0].From, data[0].To, data[0].Merged));
        Assert.Equal(data.Select(message => (long?)message.To).SkipLast(1), data.Select(message => message.From).Skip(1));
        Assert.Equal(sizes, data.Skip(1).SelectMany(message => message.Trades).Select(trade => trade.Size));
        Assert.Equal(sizes.Length, data.Sum(message => message.Merged));
        AssertAddsUp(_fixture);
    }

    private static void AssertAddsUp(SessionFixture fixture)
    {
        var delivery = fixture.Feed.Market.Delivery;
        Assert.Equal(delivery.Offered, delivery.Delivered + delivery.Merged + delivery.Abandoned + fixture.Feed.Market.CountWaiting());
        Assert.Equal(0, fixture.Feed.Market.CountWaiting());
    }

    private void Trade(params long[] sizes) => Array.ForEach(sizes, size => _fixture.Feed.Trade("A1", 100, size));

    private long Update(string channel, int size) => channel == "quote"
        ? _fixture.Feed.Quote("A1", bid: $"100:{size}")
        : _fixture.Feed.Snapshot("A1", $"100:{size}", "101:1");

    /// <summary>Subscribes while the client reads nothing: the first flush comes when it reads again.</summary>
    private async Task<TestSession> LateAsync(string more = "", string channel = "trade")
    {
        var session = await _fixture.OpenAsync();
        session.Transport.Block();
        await session.SendAsync("""{"op":"ping"}""");
        _fixture.Settle();
        await session.SubscribeAsync(channel, "A1", more);
        return session;
    }
}
