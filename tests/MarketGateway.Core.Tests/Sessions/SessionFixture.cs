using MarketGateway.Core.Conflation;
using MarketGateway.Core.Delivery;
using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;
using MarketGateway.Core.Tests.Conflation;

namespace MarketGateway.Core.Tests.Sessions;

/// <summary>A market, a hub over it and a clock that only the test moves.</summary>
internal sealed class SessionFixture : IDisposable, IFeedPulse
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public SessionFixture(
        SessionOptions? options = null,
        MarketOptions? market = null,
        ITokenReader? tokens = null,
        ISessionObserver? observer = null,
        ISessionRecorder? recorder = null)
    {
        Options = options ?? new SessionOptions();
        Options.Lanes = Options.Lanes == 0 ? 1 : Options.Lanes;
        Options.LanesRest = false;
        Feed = new TestFeed(market);
        Hub = new SessionHub(Feed.Market, Options, this, Feed.Time, tokens ?? new AnyToken(), observer, recorder);
    }

    public SessionOptions Options { get; }

    public TestFeed Feed { get; }

    public SessionHub Hub { get; }

    /// <summary>Gets or sets what happens while a heartbeat is written: a way into the middle of a flush.</summary>
    public Action? OnHeartbeat { get; set; }

    /// <summary>Gets or sets a value indicating whether records wait to be read.</summary>
    public bool IsBehind { get; set; }

    IReadOnlyList<TopicPulse> IFeedPulse.Topics
    {
        get
        {
            OnHeartbeat?.Invoke();
            return [new TopicPulse("md.books", 1_000, 0)];
        }
    }

    /// <summary>Opens a session whose welcome has been sent.</summary>
    public async Task<TestSession> OpenAsync(
        WireFormat format = WireFormat.MessagePack, SessionAdmission? admission = null)
    {
        var session = new TestSession(Hub, format, admission);
        await session.UntilAsync(opened => opened.Control("welcome").Count == 1, "the welcome");
        return session;
    }

    /// <summary>Lets time pass in steps of the pacing clock; after each step the sessions have sent what they had to.</summary>
    public void Advance(int milliseconds)
    {
        for (var passed = 0; passed < milliseconds; passed += BeatTimes.StepMs)
        {
            Feed.Time.Advance(TimeSpan.FromMilliseconds(BeatTimes.StepMs));
            Settle();
        }
    }

    /// <summary>Waits until every session has sent what there is to send, or waits for its peer.</summary>
    public void Settle() => Assert.True(SpinWait.SpinUntil(() => Hub.IsIdle, Patience), "the lanes settle");

    public void Dispose() => Hub.Dispose();
}
