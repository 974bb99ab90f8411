using MarketGateway.Core.Conflation;
using MarketGateway.Core.Delivery;
using MarketGateway.Core.Instruments;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>What all sessions of a process share.</summary>
internal sealed record SessionEnvironment(
    Market Market,
    SessionOptions Options,
    LaneClock Clock,
    IFeedPulse Pulse,
    SessionCounters Counters,
    ITokenReader Tokens,
    ISessionObserver? Observer,
    ISessionRecorder? Recorder = null)
{
    /// <summary>Gets what reads requests, which holds nothing of any.</summary>
    public RequestReader Requests { get; } = new(new RequestLimits(Options.DepthMax, Options.HistoryMax, Options.SubscriptionsMax));

    public long UnixMicroseconds => Clock.Time.GetUnixMicroseconds();
}
