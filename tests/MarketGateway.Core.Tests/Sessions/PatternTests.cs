namespace MarketGateway.Core.Tests.Sessions;

/// <summary>Patterns keep matching symbols that appear later.</summary>
public sealed class PatternTests : IDisposable
{
    private readonly SessionFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_pattern_says_how_many_symbols_it_matches_now()
    {
        var session = await FollowAsync("A*", "A1", "A2", "B1");

        var patterns = (List<object?>)session.Control("subscribed")[0]["patterns"]!;
        var match = (Dictionary<string, object?>)Assert.Single(patterns)!;
        Assert.Equal(("A*", 2L), (match["pattern"], match["matched"]));
        Assert.Equal(2, session.Session.SubscriptionCount);
    }

    [Fact]
    public async Task A_pattern_and_a_name_may_be_written_in_any_form_of_Unicode_and_ended_in_another()
    {
        var session = await FollowAsync("A\u030a*", "\u00c51", "\u00c52", "B1");
        Assert.Equal(2, session.Session.SubscriptionCount);

        await session.SendAsync("""{"op":"unsubscribe","id":2,"channel":"book","symbols":["A\u030a1"]}""");
        _fixture.Settle();
        Assert.Equal(1, session.Session.SubscriptionCount);

        await session.SendAsync("""{"op":"unsubscribe","id":3,"channel":"book","symbols":["\u00c5*"]}""");
        _fixture.Settle();
        Assert.Equal(0, session.Session.SubscriptionCount);
        Assert.All(session.Control("unsubscribed"), answer => Assert.Empty((List<object?>)answer["errors"]!));
    }

    [Fact]
    public async Task What_cannot_be_seen_in_a_name_is_named()
    {
        var session = await FollowAsync("ES\u200bH4", "ESH4");

        var errors = (List<object?>)session.Control("subscribed")[0]["errors"]!;
        var error = (Dictionary<string, object?>)Assert.Single(errors)!;
        Assert.Equal("bad_pattern", error["code"]);
        Assert.Contains("it has U+200B ZERO WIDTH SPACE at character 3", (string)error["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_symbol_that_appears_later_is_subscribed_with_the_id_of_the_request()
    {
        var session = await FollowAsync("A*", "A1");

        _fixture.Feed.Snapshot("B2", "100:1", "101:1");
        _fixture.Feed.Snapshot("A2", "100:1", "101:1");
        _fixture.Settle();

        var answers = session.Control("subscribed");
        Assert.Equal([1L, 1L], answers.Select(answer => answer["id"]));
        Assert.Equal("A2", session.StreamOf("A2")["symbol"]);
        Assert.Equal("BookSnapshot 2", session.Words[^1]);
    }

    [Fact]
    public async Task A_symbol_that_matches_two_patterns_is_subscribed_once()
    {
        var session = await FollowAsync("A* *2");

        _fixture.Feed.Snapshot("A2", "100:1", "101:1");
        _fixture.Settle();

        Assert.Equal(1, session.Session.SubscriptionCount);
        Assert.Empty(SessionTests.Errors(session, "subscribed"));
    }

    [Fact]
    public async Task A_symbol_that_was_withdrawn_and_is_listed_again_appears()
    {
        _fixture.Feed.Define("A1");
        _fixture.Feed.Market.Withdraw(_fixture.Feed.Symbol("A1"));
        var session = await FollowAsync("A*");
        Assert.Equal(0, session.Session.SubscriptionCount);

        _fixture.Feed.Define("A1");
        _fixture.Settle();

        Assert.Equal(1, session.Session.SubscriptionCount);
    }

    [Fact]
    public async Task Symbols_of_a_new_log_appear_to_patterns_that_came_before_them()
    {
        _fixture.Feed.Snapshot("A1", "100:1", "101:1");
        _fixture.Feed.BeginEpoch("next");
        var session = await FollowAsync("A*");
        Assert.Equal(0, session.Session.SubscriptionCount);

        _fixture.Feed.Snapshot("A1", "100:1", "101:1");
        _fixture.Settle();

        Assert.Equal(["subscribed", "BookSnapshot 1"], session.Words.TakeLast(2));
    }

    [Fact]
    public async Task An_unsubscribed_symbol_of_a_pattern_does_not_come_back_with_the_next_symbol()
    {
        var session = await FollowAsync("A*", "A1");
        await session.SendAsync("""{"op":"unsubscribe","channel":"book","symbols":["A1"]}""");

        _fixture.Feed.Snapshot("A2", "100:1", "101:1");
        _fixture.Settle();

        Assert.Equal(1, session.Session.SubscriptionCount);
        Assert.Equal("A2", session.StreamOf("A2")["symbol"]);
    }

    [Fact]
    public async Task To_unsubscribe_a_pattern_ends_it_and_the_streams_that_came_with_it()
    {
        var session = await FollowAsync("A1 A*", "A1", "A2");

        await session.SendAsync("""{"op":"unsubscribe","channel":"book","symbols":["A*"]}""");
        _fixture.Feed.Snapshot("A3", "100:1", "101:1");
        _fixture.Feed.Delta("A1", bids: "100:2");
        _fixture.Settle();

        Assert.Equal(1, session.Session.SubscriptionCount);
        Assert.Equal([2L], ((List<object?>)session.Control("unsubscribed")[0]["streams"]!).Cast<long>());
        Assert.Equal("BookDelta 1", session.Words[^1]);
    }

    private async Task<TestSession> FollowAsync(string patterns, params string[] symbols)
    {
        Array.ForEach(symbols, symbol => _fixture.Feed.Snapshot(symbol, "100:1", "101:1"));
        var session = await _fixture.OpenAsync();
        await session.SubscribeAsync("book", patterns);
        _fixture.Settle();
        return session;
    }
}
