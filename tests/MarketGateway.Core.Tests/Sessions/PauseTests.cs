namespace MarketGateway.Core.Tests.Sessions;

/// <summary>Streams that a client wants nothing of for now.</summary>
public sealed class PauseTests : IDisposable
{
    private readonly SessionFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_resumed_stream_is_brought_up_to_date_with_one_message()
    {
        var session = await FollowAsync();
        await session.SendAsync("""{"op":"pause","streams":[1]}""");
        for (var size = 2; size < 12; size++)
        {
            _fixture.Feed.Delta("A", bids: $"100:{size}");
            _fixture.Settle();
        }

        Assert.Single(session.Data);
        await session.SendAsync("""{"op":"resume","streams":[1]}""");
        _fixture.Settle();

        Assert.Equal(["resumed", "BookDelta 1"], session.Words.TakeLast(2));
        Assert.Equal(10, session.Data[^1].Merged);
    }

    [Fact]
    public async Task A_stream_that_is_paused_and_resumed_again_and_again_goes_on()
    {
        var session = await FollowAsync();
        for (var round = 2; round < 8; round++)
        {
            await session.SendAsync("""{"op":"pause"}""");
            _fixture.Feed.Delta("A", bids: $"100:{round}");
            _fixture.Settle();
            await session.SendAsync("""{"op":"resume"}""");
            _fixture.Settle();
            Assert.Equal(round, session.Data[^1].Bids[0].Size);
        }

        _fixture.Feed.Delta("A", bids: "100:9");
        _fixture.Settle();
        Assert.Equal(9, session.Data[^1].Bids[0].Size);
    }

    [Fact]
    public async Task A_paused_stream_still_tells_its_status()
    {
        var session = await FollowAsync();
        await session.SendAsync("""{"op":"pause"}""");
        _fixture.Feed.Delta("A", bids: "102:1");
        _fixture.Advance(1_010);

        Assert.Equal("gapped", Assert.Single(session.Control("status"))["state"]);
        Assert.Single(session.Data);
    }

    [Fact]
    public async Task A_paused_stream_stays_paused_under_the_number_that_an_update_gives_it()
    {
        var session = await FollowAsync();
        await session.SendAsync("""{"op":"pause"}""");
        await session.SendAsync("""{"op":"update","streams":[1],"depth":1}""");
        _fixture.Feed.Delta("A", bids: "100:2");
        _fixture.Advance(1_010);
        Assert.Single(session.Data);

        await session.SendAsync("""{"op":"resume"}""");
        _fixture.Settle();

        Assert.Equal(["resumed", "BookDelta 2"], session.Words.TakeLast(2));
    }

    [Fact]
    public async Task What_a_resync_of_a_paused_stream_brings_comes_after_its_resume()
    {
        var session = await FollowAsync();
        await session.SendAsync("""{"op":"pause"}""");
        await session.SendAsync("""{"op":"resync","streams":[1]}""");
        _fixture.Advance(1_010);
        Assert.Single(session.Data);

        await session.SendAsync("""{"op":"resume"}""");
        _fixture.Settle();

        Assert.Equal(["resumed", "BookSnapshot 1"], session.Words.TakeLast(2));
    }

    private async Task<TestSession> FollowAsync()
    {
        _fixture.Feed.Snapshot("A", "100:1", "101:1");
        var session = await _fixture.OpenAsync();
        await session.SubscribeAsync("book", "A");
        _fixture.Settle();
        return session;
    }
}
