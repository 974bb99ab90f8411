using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;

namespace MarketGateway.Core.Tests.Sessions;

/// <summary>How many sessions a replica serves.</summary>
public sealed class SessionLimitTests
{
    private const int Openers = 8;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task However_many_open_at_once_there_are_never_more_sessions_than_the_limit(int limit)
    {
        using var fixture = new SessionFixture(new() { SessionsMax = limit });
        using var start = new Barrier(Openers);
        for (var round = 0; round < 200; round++)
        {
            var opening = Enumerable.Range(0, Openers).Select(_ => Task.Factory.StartNew(
                () => Open(fixture.Hub, start), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
            var sessions = await Task.WhenAll(opening);

            Assert.Equal(limit, sessions.Count(session => !session.IsEnded));
            Assert.Equal(limit, fixture.Hub.Count);
            Assert.All(
                sessions.Where(session => session.IsEnded),
                session => Assert.Equal(SessionEndReason.TooManySessions, session.EndReason));
            Array.ForEach(sessions, session => session.End(SessionEndReason.ClientClosed, ""));
            Assert.Equal(0, fixture.Hub.Count);
        }
    }

    private static Session Open(SessionHub hub, Barrier start)
    {
        var transport = new FakeTransport();
        start.SignalAndWait();
        return hub.Open(transport, WireFormat.MessagePack, SessionAdmission.Of(SessionRights.Anonymous));
    }
}
