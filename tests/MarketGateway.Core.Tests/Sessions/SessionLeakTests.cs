using System.Runtime.CompilerServices;
using MarketGateway.Core.Books;
using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;
using MarketGateway.Core.Tests.Conflation;

namespace MarketGateway.Core.Tests.Sessions;

/// <summary>An ended session leaves nothing behind.</summary>
public sealed class SessionLeakTests : IDisposable
{
    private readonly SessionFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task The_last_session_takes_its_streams_with_it()
    {
        var session = await FollowAllAsync();
        var numbers = session.Control("subscribed").Select(
            answer => ((Dictionary<string, object?>)((List<object?>)answer["streams"]!)[0]!)["stream"]);
        var number = TestCursor.Subscribe(_fixture.Feed.Market, _fixture.Feed.Symbol("A"), Channel.Book).Stream.Number;
        Assert.Equal((long)session.StreamOf("A")["stream"]!, number);

        session.End(SessionEndReason.ClientClosed);

        Assert.Equal(0, session.Session.SubscriptionCount);
        foreach (var channel in new[] { Channel.Quote, Channel.Trade })
        {
            var fresh = TestCursor.Subscribe(_fixture.Feed.Market, _fixture.Feed.Symbol("A"), channel);
            Assert.DoesNotContain((long)fresh.Stream.Number, numbers.Cast<long>());
            Assert.Equal(1, fresh.Stream.SubscriptionCount);
        }
    }

    [Fact]
    public async Task An_ended_session_is_not_woken_and_sends_nothing()
    {
        var session = await FollowAllAsync();
        session.End(SessionEndReason.ClientClosed);
        var flushes = session.Flushes.Count;

        _fixture.Feed.Delta("A", bids: "100:9");
        _fixture.Feed.Trade("A", 100, 1);
        _fixture.Advance(2_000);
        await session.SendAsync("""{"op":"ping"}""");

        Assert.Equal(flushes, session.Flushes.Count);
        Assert.Equal(1, session.Transport.CloseCount);
        Assert.Equal(0, _fixture.Hub.Count);
    }

    [Fact]
    public async Task Nothing_keeps_an_ended_session_in_memory()
    {
        _fixture.Feed.Snapshot("A", "100:1", "101:1");
        _fixture.Feed.Trade("A", 100, 1);
        var sessions = new List<WeakReference>();
        for (var count = 0; count < 20; count++)
        {
            sessions.Add(await OpenFollowAndEndAsync());
        }

        // What the lane's timers still hold, they let go when its time has come; nothing has to happen in the market.
        _fixture.Advance(12_000);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.InRange(sessions.Count(session => session.IsAlive), 0, 1);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference> OpenFollowAndEndAsync()
    {
        var session = new TestSession(_fixture.Hub, WireFormat.MessagePack);
        await session.SubscribeAsync("book", "A B*", ",\"depth\":3");
        await session.SubscribeAsync("trade", "A");
        await session.UntilAsync(follower => follower.Data.Count == 2, "both snapshots");
        session.End(SessionEndReason.ClientClosed);
        return new WeakReference(session.Session);
    }

    private async Task<TestSession> FollowAllAsync()
    {
        _fixture.Feed.Snapshot("A", "100:1", "101:1");
        _fixture.Feed.Trade("A", 100, 1);
        var session = await _fixture.OpenAsync();
        foreach (var channel in new[] { "book", "quote", "trade" })
        {
            await session.SubscribeAsync(channel, "A");
        }

        _fixture.Settle();
        return session;
    }
}
