using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Tests.Sessions;

/// <summary>What a session says, and in which order.</summary>
public sealed class SessionTests : IDisposable
{
    private readonly SessionFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(WireFormat.MessagePack)]
    [InlineData(WireFormat.Json)]
    public async Task A_session_is_welcomed_with_its_limits_first(WireFormat format)
    {
        var session = await _fixture.OpenAsync(format);

        Assert.Equal(["welcome"], session.Words);
        var welcome = session.Control("welcome")[0];
        Assert.Equal(
            (1L, "none", 1000L), ((long)welcome["protocol"]!, welcome["epoch"], (long)welcome["heartbeatMs"]!));
        Assert.Equal(20_000L, ((Dictionary<string, object?>)welcome["limits"]!)["subscriptions"]);
    }

    [Theory]
    [InlineData(WireFormat.MessagePack)]
    [InlineData(WireFormat.Json)]
    public async Task Each_symbol_is_acknowledged_before_its_data(WireFormat format)
    {
        _fixture.Feed.Snapshot("A", "100:1", "101:1");
        _fixture.Feed.Snapshot("B", "200:1", "201:1");
        var session = await _fixture.OpenAsync(format);

        await session.SubscribeAsync("book", "A B", ",\"depth\":5");
        _fixture.Settle();

        Assert.Equal(["welcome", "subscribed", "BookSnapshot 1", "BookSnapshot 2"], session.Words);
        var stream = session.StreamOf("A");
        Assert.Equal(
            (1L, 5L, 2L, "live", "snapshot"),
            (stream["stream"], stream["depth"], stream["priceScale"], stream["state"], stream["start"]));
        Assert.Equal(1L, session.Control("subscribed")[0]["id"]);
    }

    [Fact]
    public async Task One_bad_symbol_never_fails_the_rest()
    {
        _fixture.Feed.Snapshot("A", "100:1", "101:1");
        var session = await _fixture.OpenAsync();

        await session.SubscribeAsync("book", "NOPE A B,C");
        await session.SubscribeAsync("book", "A");
        _fixture.Settle();

        Assert.Equal(["NOPE unknown_symbol", "B,C bad_pattern", "A already_subscribed"], Errors(session, "subscribed"));
        Assert.Equal(DataKind.BookSnapshot, Assert.Single(session.Data).Kind);
    }

    [Fact]
    public async Task The_same_symbol_at_two_depths_is_two_streams()
    {
        _fixture.Feed.Snapshot("A", "100:1", "101:1");
        var session = await _fixture.OpenAsync();

        await session.SubscribeAsync("book", "A", ",\"depth\":5");
        await session.SubscribeAsync("book", "A", ",\"depth\":10");
        _fixture.Settle();

        Assert.Equal(2, session.Session.SubscriptionCount);
        Assert.Equal(2, session.Data.Select(message => message.Stream).Distinct().Count());
    }

    [Fact]
    public async Task A_symbol_named_twice_in_one_request_has_one_entry()
    {
        _fixture.Feed.Snapshot("AB", "100:1", "101:1");
        var session = await _fixture.OpenAsync();

        await session.SubscribeAsync("book", "AB A* AB *B");
        _fixture.Settle();

        Assert.Single((List<object?>)session.Control("subscribed")[0]["streams"]!);
        Assert.Empty(Errors(session, "subscribed"));
    }

    [Fact]
    public async Task A_subscription_beyond_the_limit_is_refused_by_symbol()
    {
        using var fixture = new SessionFixture(new() { SubscriptionsMax = 2, PatternsMax = 1 });
        Array.ForEach(["A", "B", "C"], symbol => fixture.Feed.Snapshot(symbol, "100:1", "101:1"));
        var session = await fixture.OpenAsync();

        await session.SubscribeAsync("book", "Z* Y*");
        await session.SubscribeAsync("book", "A B");
        await session.SubscribeAsync("book", "C");
        fixture.Settle();

        Assert.Equal(["Y* limit_patterns", "C limit_subscriptions"], Errors(session, "subscribed"));
    }

    [Fact]
    public async Task A_change_reaches_the_client()
    {
        _fixture.Feed.Snapshot("A", "100:1", "101:1");
        var session = await FollowAsync("A");

        _fixture.Feed.Delta("A", bids: "100:2");
        _fixture.Settle();

        Assert.Equal([new(100, 2)], session.Data[^1].Bids);
    }

    [Fact]
    public async Task A_stream_in_loading_sends_its_snapshot_as_soon_as_there_is_one()
    {
        _fixture.Feed.Define("A");
        var session = await FollowAsync("A");
        Assert.Equal(("loading", "no_data"), (session.StreamOf("A")["state"], session.StreamOf("A")["reason"]));
        Assert.Empty(session.Data);

        _fixture.Feed.Snapshot("A", "100:1", "101:1");
        _fixture.Settle();

        Assert.Equal(["status", "BookSnapshot 1"], session.Words.TakeLast(2));
    }

    [Fact]
    public async Task A_status_stands_before_the_data_it_speaks_of()
    {
        _fixture.Feed.Snapshot("A", "100:1", "101:1");
        var session = await FollowAsync("A");

        _fixture.Feed.Delta("A", bids: "102:1");
        _fixture.Settle();

        var last = session.Flushes[^1];
        Assert.Equal(["status", "BookDelta 1"], last.Select(TestSession.Word));
        var status = (Dictionary<string, object?>)last[0]!;
        Assert.Equal(("gapped", "crossed"), (status["state"], status["reason"]));
    }

    [Fact]
    public async Task Streams_that_share_a_status_are_told_in_one_message()
    {
        Array.ForEach(["A", "B"], symbol => _fixture.Feed.Snapshot(symbol, "100:1", "101:1"));
        var session = await FollowAsync("A B");
        session.Transport.Block();
        _fixture.Feed.Delta("A", bids: "100:2");
        _fixture.Settle();

        _fixture.Feed.Market.SetReachable(Core.Feed.FeedTopic.Books, 0, isReachable: false);
        session.Transport.Unblock();
        _fixture.Settle();

        var status = Assert.Single(session.Control("status"));
        Assert.Equal("stale", status["state"]);
        Assert.Equal([1L, 2L], ((List<object?>)status["streams"]!).Order());
    }

    [Fact]
    public async Task After_unsubscribed_nothing_of_the_stream_comes()
    {
        Array.ForEach(["A", "B", "C"], symbol => _fixture.Feed.Snapshot(symbol, "100:1", "101:1"));
        var session = await FollowAsync("A B C");

        await session.SendAsync("""{"op":"unsubscribe","id":2,"streams":[1,99]}""");
        await session.SendAsync("""{"op":"unsubscribe","id":3,"channel":"book","symbols":["B","NOPE"]}""");
        Array.ForEach(["A", "B", "C"], symbol => _fixture.Feed.Delta(symbol, bids: "100:2"));
        _fixture.Settle();

        var answers = session.Control("unsubscribed");
        Assert.Equal([[1L], [2L]], answers.Select(answer => ((List<object?>)answer["streams"]!).Cast<long>()));
        Assert.Equal(["99 not_subscribed", "NOPE not_subscribed"], Errors(session, "unsubscribed"));
        var after = session.Words[(session.Words.LastIndexOf("unsubscribed") + 1)..];
        Assert.Equal(["BookDelta 3"], after);
    }

    [Fact]
    public async Task A_stream_number_beyond_32_bits_is_nobodys()
    {
        _fixture.Feed.Snapshot("A", "100:1", "101:1");
        var session = await FollowAsync("A");

        await session.SendAsync("""{"op":"unsubscribe","id":2,"streams":[4294967297]}""");
        await session.SendAsync("""{"op":"resync","id":3,"streams":[4294967297]}""");
        _fixture.Settle();

        Assert.Equal(1, session.Session.SubscriptionCount);
        Assert.Equal(["4294967297 not_subscribed"], Errors(session, "unsubscribed"));
        Assert.Equal(["4294967297 not_subscribed"], Errors(session, "resynced"));
    }

    [Fact]
    public async Task A_resync_is_answered_and_then_a_snapshot_comes_from_what_was_sent_last()
    {
        _fixture.Feed.Snapshot("A", "100:1", "101:1");
        var session = await FollowAsync("A");

        await session.SendAsync("""{"op":"resync","id":2,"streams":[1]}""");
        _fixture.Settle();

        Assert.Equal(["resynced", "BookSnapshot 1"], session.Words.TakeLast(2));
        Assert.Equal((session.Data[0].To, 0L), (session.Data[^1].From, session.Data[^1].Merged));
        Assert.Equal(1, _fixture.Hub.Counters.Resyncs);
    }

    [Fact]
    public async Task A_stream_is_resynced_once_a_second_at_most()
    {
        _fixture.Feed.Snapshot("A", "100:1", "101:1");
        var session = await FollowAsync("A");
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await session.SendAsync("""{"op":"resync","id":2,"streams":[1]}""");
        }

        _fixture.Settle();
        Assert.Equal(["1 rate_limited", "1 rate_limited"], Errors(session, "resynced"));

        _fixture.Advance(1000);
        await session.SendAsync("""{"op":"resync","id":3,"streams":[1]}""");
        _fixture.Settle();
        Assert.Equal(2, _fixture.Hub.Counters.Resyncs);
    }

    [Fact]
    public async Task Hello_is_answered_with_the_effective_values()
    {
        var session = await _fixture.OpenAsync();

        await session.SendAsync("""{"op":"hello","id":1,"window":8,"maxBytesPerSecond":5000,"client":"test/1"}""");
        _fixture.Settle();

        var hello = Assert.Single(session.Control("hello"));
        Assert.Equal(
            (1L, 1000L, 8L, 5000L), (hello["id"], hello["heartbeatMs"], hello["window"], hello["maxBytesPerSecond"]));
        Assert.Equal("test/1", session.Session.ClientName);
    }

    [Fact]
    public async Task A_ping_is_answered_with_the_time()
    {
        var session = await _fixture.OpenAsync();

        await session.SendAsync("""{"op":"ping"}""");
        _fixture.Settle();

        var pong = Assert.Single(session.Control("pong"));
        Assert.Null(pong["id"]);
        Assert.Equal(_fixture.Feed.Time.GetUtcNow().ToUnixTimeMilliseconds() * 1000, pong["time"]);
    }

    [Fact]
    public async Task A_session_that_resumes_is_told_how_each_stream_starts()
    {
        var version = _fixture.Feed.Snapshot("A", "100:1", "101:1");
        _fixture.Feed.Delta("A", bids: "100:2");
        _fixture.Feed.Snapshot("B", "100:1", "101:1");
        var session = await _fixture.OpenAsync();

        await session.SubscribeAsync(
            "book", "A B", $$$""","resume":{"epoch":"none","streams":{"A":[{{{version}}},null,null,"0.2.0"],"B":[0,null,null,"0.3.0"]}}""");
        _fixture.Settle();

        Assert.Equal(["A"], session.Resumed);
        Assert.Equal("snapshot", session.StreamOf("B")["start"]);
        Assert.Equal([DataKind.BookDelta, DataKind.BookSnapshot], session.Data.Select(message => message.Kind));
    }

    [Fact]
    public async Task A_resume_from_another_epoch_counts_as_none()
    {
        _fixture.Feed.Snapshot("A", "100:1", "101:1");
        var session = await _fixture.OpenAsync();

        await session.SubscribeAsync("book", "A", ""","resume":{"epoch":"other","streams":{"A":[0,null,null]}}""");
        _fixture.Settle();

        Assert.Equal("snapshot", session.StreamOf("A")["start"]);
        Assert.Null(Assert.Single(session.Data).From);
    }

    [Fact]
    public async Task A_session_beyond_the_limit_is_closed_at_once()
    {
        using var fixture = new SessionFixture(new() { SessionsMax = 1, UnadmittedMax = 0 });
        await fixture.OpenAsync();

        var second = new TestSession(fixture.Hub, WireFormat.Json);
        fixture.Settle();

        Assert.Equal(Core.Sessions.SessionEndReason.TooManySessions, second.Transport.ClosedBecause);
        Assert.Equal(1, fixture.Hub.Count);
        Assert.Empty(second.Messages);
    }

    internal static List<string> Errors(TestSession session, string op) =>
    [
        .. session.Control(op).SelectMany(answer => (List<object?>)answer["errors"]!)
            .Cast<Dictionary<string, object?>>()
            .Select(error => $"{error.GetValueOrDefault("symbol") ?? error["stream"]} {error["code"]}")
    ];

    private async Task<TestSession> FollowAsync(string symbols)
    {
        var session = await _fixture.OpenAsync();
        await session.SubscribeAsync("book", symbols);
        _fixture.Settle();
        return session;
    }
}
