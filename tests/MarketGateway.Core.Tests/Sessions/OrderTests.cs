using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Tests.Sessions;

/// <summary>
/// What comes up in the middle of a flush keeps its order. The way into the middle is the heartbeat, which asks the
/// test for the feed's state while the flush is being built.
/// </summary>
public sealed class OrderTests : IDisposable
{
    private readonly SessionFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_subscribe_in_the_middle_of_a_flush_is_acknowledged_before_its_data()
    {
        _fixture.Feed.Snapshot("A", "100:1", "101:1");
        var session = await _fixture.OpenAsync();

        InNextHeartbeat(() => _ = session.SubscribeAsync("book", "A"));

        Assert.Equal(
            ["subscribed", "BookSnapshot 1"], session.Words.Where(word => word is not ("welcome" or "heartbeat")));
    }

    [Fact]
    public async Task A_resync_in_the_middle_of_a_flush_is_answered_before_its_snapshot()
    {
        var session = await FollowAsync();

        InNextHeartbeat(() =>
        {
            _fixture.Feed.Delta("A", bids: "100:2");
            _ = session.SendAsync("""{"op":"resync","streams":[1]}""");
        });

        var words = session.Words;
        Assert.Equal(2, words.Count(word => word == "BookSnapshot 1"));
        Assert.True(words.IndexOf("resynced") < words.LastIndexOf("BookSnapshot 1"), string.Join(", ", words));
    }

    [Fact]
    public async Task An_unsubscribe_in_the_middle_of_a_flush_ends_the_data()
    {
        var session = await FollowAsync();

        InNextHeartbeat(() =>
        {
            _fixture.Feed.Delta("A", bids: "100:2");
            _ = session.SendAsync("""{"op":"unsubscribe","streams":[1]}""");
        });
        _fixture.Feed.Delta("A", bids: "100:3");
        _fixture.Settle();

        Assert.Equal("unsubscribed", session.Words[^1]);
    }

    [Fact]
    public async Task A_new_log_is_told_before_its_data_even_if_it_begins_in_the_middle_of_a_flush()
    {
        // A version that moved unseen: the stream is in the flush already when the log is replaced.
        var session = await FollowAsync(",\"depth\":1");
        _fixture.Feed.Delta("A", bids: "90:1");

        InNextHeartbeat(() =>
        {
            _fixture.Feed.BeginEpoch("next");
            _fixture.Feed.Snapshot("A", "200:1", "201:1");
        });

        var words = session.Words;
        Assert.Equal("BookSnapshot 1", words[^1]);
        Assert.True(words.IndexOf("epoch") < words.LastIndexOf("BookSnapshot 1"), string.Join(", ", words));
        Assert.True(words.IndexOf("epoch") < words.LastIndexOf("status"), string.Join(", ", words));
    }

    [Fact]
    public async Task Nothing_goes_on_from_a_version_of_a_log_that_is_told_only_behind_the_answer()
    {
        _fixture.Feed.Define("A");
        var session = await _fixture.OpenAsync();
        session.Transport.Block();
        await session.SendAsync("""{"op":"ping"}""");
        _fixture.Settle();
        _fixture.Feed.BeginEpoch("next");
        var version = _fixture.Feed.Snapshot("A", "200:1", "201:1");

        await session.SubscribeAsync(
            "book", "A", $$$""","resume":{"epoch":"next","streams":{"A":[{{{version}}},null,null,"0.2.0"]}}""");
        session.Transport.Unblock();
        _fixture.Settle();

        Assert.Equal(["subscribed", "epoch", "BookSnapshot 1"], session.Words[^3..]);
        Assert.Empty(session.Resumed);
        Assert.Null(session.Data[^1].From);
    }

    [Fact]
    public async Task A_new_log_is_told_then_loading_then_new_scales_then_a_first_snapshot()
    {
        _fixture.Feed.Define("A", priceScale: 2);
        var session = await FollowAsync();
        var before = session.Words.Count;

        _fixture.Feed.BeginEpoch("next");
        _fixture.Settle();
        _fixture.Feed.PriceScale = 4;
        _fixture.Feed.Snapshot("A", "200:1", "300:1");
        _fixture.Settle();

        Assert.Equal(["epoch", "status", "subscribed", "status", "BookSnapshot 1"], session.Words[before..]);
        var scales = session.Control("subscribed")[^1];
        Assert.Null(scales["id"]);
        Assert.Equal(4L, session.StreamOf("A")["priceScale"]);
        Assert.Equal(
            (null, 0L, 200L), (session.Data[^1].From, session.Data[^1].Merged, session.Data[^1].Bids[0].Price));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task While_a_new_log_is_taken_over_a_session_waits_for_its_symbols_and_does_not_try_again(int interval)
    {
        for (var symbol = 0; symbol < 20; symbol++)
        {
            _fixture.Feed.Snapshot($"S{symbol}", "100:1", "101:1");
        }

        var session = await _fixture.OpenAsync();
        await session.SubscribeAsync("book", "S*", $",\"intervalMs\":{interval}");
        _fixture.Advance(300);
        session.Transport.Block();
        await session.SendAsync("""{"op":"ping"}""");
        _fixture.Settle();
        for (var symbol = 0; symbol < 20; symbol++)
        {
            _fixture.Feed.Delta($"S{symbol}", bids: "100:2");
        }

        var hasSettled = 0;
        _fixture.Feed.Market.CatalogChanged += _ =>
        {
            // Some symbols show the new log by now, the others still the old one.
            session.Transport.Unblock();
            _fixture.Settle();
            hasSettled++;
        };
        _fixture.Feed.BeginEpoch("next");
        Assert.Equal(20, hasSettled);
        for (var symbol = 0; symbol < 20; symbol++)
        {
            _fixture.Feed.Snapshot($"S{symbol}", "200:1", "201:1");
        }

        _fixture.Advance(300);

        Assert.Equal(20, session.Data.Count(message => message.Bids is [{ Price: 200 }]));
        Assert.Single(session.Control("epoch"));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1_000)]
    public async Task A_new_log_is_told_to_a_paced_stream_though_its_versions_are_lower(int interval)
    {
        for (var count = 0; count < 50; count++)
        {
            _fixture.Feed.Snapshot("A", "100:1", "101:1");
        }

        var session = await FollowAsync($",\"intervalMs\":{interval}");
        _fixture.Feed.Snapshot("A", "150:1", "151:1");
        _fixture.Feed.BeginEpoch("next");
        _fixture.Settle();
        _fixture.Feed.Snapshot("A", "200:1", "201:1");
        _fixture.Advance(interval);

        Assert.Equal((null, 200L), (session.Data[^1].From, session.Data[^1].Bids[0].Price));
    }

    [Fact]
    public async Task A_symbol_that_moves_to_another_partition_begins_anew_in_the_same_log()
    {
        var session = await FollowAsync();
        var update = new FeedUpdate();
        update.Reset(FeedUpdateKind.BookSnapshot);
        (update.PriceScale, update.OccurredAt) = (2, _fixture.Feed.OccurredAt);
        update.AddBid(new(300, 1));

        _fixture.Feed.Market.Apply(FeedTopic.Books, partition: 5, offset: 0, _fixture.Feed.Symbol("A"), update);
        _fixture.Settle();

        Assert.Empty(session.Control("epoch"));
        Assert.Equal("5.2.0", session.StreamOf("A")["generation"]);
        Assert.Equal(
            (null, 0L, 300L), (session.Data[^1].From, session.Data[^1].Merged, session.Data[^1].Bids[0].Price));
    }

    [Fact]
    public async Task A_subscribe_in_parts_outlives_a_log_that_is_replaced_between_them()
    {
        using var fixture = new SessionFixture(new() { AnswerBytesMax = 4096 });
        for (var symbol = 0; symbol < 1_200; symbol++)
        {
            fixture.Feed.Quote($"S{symbol}", bid: "100:1");
        }

        var session = await fixture.OpenAsync();
        session.Transport.Block();
        var subscribing = session.BeginSend("""{"op":"subscribe","id":7,"channel":"quote","symbols":["*"]}""");
        fixture.Feed.BeginEpoch("next");
        session.Transport.Unblock();
        await subscribing.WaitAsync(TimeSpan.FromSeconds(20));
        fixture.Settle();

        Assert.False(session.Session.IsEnded);
        Assert.False((bool)session.Control("subscribed")[^1]["more"]!);
        Assert.All(
            SessionTests.Errors(session, "subscribed"),
            error => Assert.EndsWith("unknown_symbol", error, StringComparison.Ordinal));
    }

    private async Task<TestSession> FollowAsync(string more = "")
    {
        _fixture.Feed.Snapshot("A", "100:1", "101:1");
        var session = await _fixture.OpenAsync();
        await session.SubscribeAsync("book", "A", more);
        _fixture.Settle();
        return session;
    }

    private void InNextHeartbeat(Action act)
    {
        _fixture.OnHeartbeat = () =>
        {
            _fixture.OnHeartbeat = null;
            act();
        };
        _fixture.Advance(1_010);
        Assert.Null(_fixture.OnHeartbeat);
    }
}
