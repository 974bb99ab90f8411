using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;

namespace MarketGateway.Core.Tests.Sessions;

/// <summary>How many sessions a replica serves.</summary>
public sealed class SessionLimitTests
{
    private const int Openers = 2;
    private const int Rounds = 2_000;

    [Fact]
    public async Task However_many_open_at_once_there_are_never_more_sessions_than_the_limit()
    {
        using var fixture = new SessionFixture(new() { SessionsMax = 1, UnadmittedMax = 0 });
        using var step = new Barrier(Openers);
        var opened = 0;
        await Task.WhenAll(Enumerable.Range(0, Openers).Select(_ => Task.Factory.StartNew(
            Open, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        fixture.Settle();
        Assert.Equal(Rounds * (Openers - 1), fixture.Hub.Counters.Ended(SessionEndReason.TooManySessions));

        void Step() => Assert.True(step.SignalAndWait(TimeSpan.FromSeconds(20)), "the other one goes on too");

        void Open()
        {
            for (var round = 1; round <= Rounds; round++)
            {
                var transport = new FakeTransport();
                Step();
                var session = fixture.Hub.Open(
                    transport, WireFormat.MessagePack, SessionAdmission.Of(SessionRights.Anonymous));
                Interlocked.Add(ref opened, session.IsEnded ? 0 : 1);
                Step();
                Assert.Equal((round, 1), (Volatile.Read(ref opened), fixture.Hub.Count));
                Step();
                session.End(SessionEndReason.ClientClosed, "");
            }
        }
    }
}
