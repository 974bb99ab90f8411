using MarketGateway.Core.Sessions;

namespace MarketGateway.Core.Tests.Sessions;

/// <summary>What operators are shown of a session comes from its lane: published figures, and answers by its mailbox.</summary>
public sealed class SessionFiguresTests : IDisposable
{
    private readonly SessionFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Figures_are_a_second_old_at_most_and_the_worst_is_remembered()
    {
        var session = await FollowAsync();
        session.Transport.Block();
        _fixture.Feed.Delta("A", bids: "100:2");
        _fixture.Settle();
        _fixture.Feed.Delta("A", bids: "100:3");
        _fixture.Advance(3000);
        var figures = session.Session.Figures;
        Assert.True(figures.IsLagging);
        Assert.InRange(figures.OldestUnsentMs, 2000, 3000);
        Assert.Equal(1, figures.Subscriptions);

        session.Transport.Unblock();
        _fixture.Advance(5000);

        Assert.False(figures.IsLagging);
        Assert.Equal(0, figures.OldestUnsentMs);
        Assert.InRange(figures.OldestUnsentMsMax, 2000, 3000);
        Assert.Equal(session.Transport.Flushes.Count, figures.Flushes);
        Assert.Equal(session.Transport.Flushes.Sum(flush => (long)flush.Length), figures.Bytes);
    }

    [Fact]
    public async Task A_stream_is_shown_with_how_many_updates_it_is_behind()
    {
        var session = await FollowAsync();
        session.Transport.Block();
        _fixture.Feed.Delta("A", bids: "100:2");
        _fixture.Settle();
        _fixture.Feed.Delta("A", bids: "100:3");
        _fixture.Feed.Delta("A", bids: "100:4");
        _fixture.Settle();

        var detail = await session.Session.InspectAsync();

        var stream = Assert.Single(detail!.Streams);
        Assert.Equal(("A", 2L), (stream.Symbol, stream.Behind));
        Assert.True(stream.NewestVersion > stream.Version);
        Assert.True(detail.IsWaiting);
    }

    [Fact]
    public async Task A_paused_stream_is_shown_as_paused()
    {
        var session = await FollowAsync();
        await session.SendAsync($$"""{"op":"pause","id":5,"streams":[{{session.StreamOf("A")["stream"]}}]}""");
        _fixture.Settle();

        Assert.Equal((true, "paused"), (await session.Session.InspectAsync())!.Streams[0] is var stream
            ? (stream.IsPaused, stream.State) : default);
    }

    [Fact]
    public async Task Bytes_of_data_are_counted_by_channel_for_each_who_gets_them()
    {
        var first = await FollowAsync();
        var second = await _fixture.OpenAsync();
        await second.SubscribeAsync("book", "A", ",\"interval\":100");
        _fixture.Advance(500);
        for (var size = 2; size < 20; size++)
        {
            _fixture.Feed.Delta("A", bids: $"100:{size}");
            _fixture.Advance(100);
        }

        var data = first.Transport.Flushes.Concat(second.Transport.Flushes)
            .Where(static flush => flush[0] is >= 0x90 and <= 0x9F).Sum(static flush => (long)flush.Length);

        Assert.True(data > 0);
        Assert.Equal(data, _fixture.Feed.Market.Delivery.Bytes(Core.Books.Channel.Book));
        Assert.Equal(0, _fixture.Feed.Market.Delivery.Bytes(Core.Books.Channel.Quote));
    }

    [Fact]
    public async Task Nothing_is_shown_of_a_session_that_has_ended_and_nobody_waits_for_it()
    {
        var session = await FollowAsync();
        session.End(SessionEndReason.Kicked);

        Assert.Null(await session.Session.InspectAsync());
        Assert.Null(_fixture.Hub.Find(session.Session.Number));
    }

    private async Task<TestSession> FollowAsync()
    {
        _fixture.Feed.Snapshot("A", bids: "100:1", asks: "101:1");
        var session = await _fixture.OpenAsync();
        await session.SubscribeAsync("book", "A");
        await session.UntilAsync(followed => followed.Data.Count == 1, "the snapshot");
        return session;
    }
}
