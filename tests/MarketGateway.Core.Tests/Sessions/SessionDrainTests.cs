using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;

namespace MarketGateway.Core.Tests.Sessions;

public sealed class SessionDrainTests : IDisposable
{
    private readonly SessionFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Sessions_are_told_at_once_and_closed_one_after_the_other()
    {
        var sessions = new[] { await _fixture.OpenAsync(), await _fixture.OpenAsync(), await _fixture.OpenAsync() };
        var draining = Drain().RunAsync(CancellationToken.None);
        foreach (var session in sessions)
        {
            await session.UntilAsync(told => told.Control("goaway").Count == 1, "the word to go");
            Assert.InRange((long)session.Control("goaway")[0]["reconnectMs"]!, 750, 1290);
        }

        Assert.Equal(3, _fixture.Hub.Count);
        _fixture.Advance(270);
        Assert.InRange(_fixture.Hub.Count, 1, 2);
        _fixture.Advance(60);
        await draining;
        Assert.All(sessions, session => Assert.Equal(SessionEndReason.GoingAway, session.Transport.ClosedBecause));
    }

    [Fact]
    public async Task The_hard_stop_ends_all_that_are_left()
    {
        var session = await _fixture.OpenAsync();
        using var hardStop = new CancellationTokenSource();
        var draining = Drain().RunAsync(hardStop.Token);
        await session.UntilAsync(told => told.Control("goaway").Count == 1, "the word to go");
        Assert.False(session.Session.IsEnded);
        await hardStop.CancelAsync();
        await draining;
        Assert.Equal(SessionEndReason.GoingAway, session.Session.EndReason);
    }

    [Fact]
    public async Task A_session_that_comes_while_the_gateway_drains_is_sent_on()
    {
        await Drain().RunAsync(CancellationToken.None);
        Assert.True(_fixture.Hub.IsDraining);
        var late = new TestSession(_fixture.Hub, WireFormat.MessagePack);
        await late.UntilEndedAsync();
        Assert.Equal(SessionEndReason.GoingAway, late.Session.EndReason);
        Assert.Equal(0, _fixture.Hub.Count);
    }

    private SessionDrain Drain() => new(_fixture.Hub, new DrainOptions(), _fixture.Feed.Time);
}
