using MarketGateway.Core.Conflation;
using MarketGateway.Core.Delivery;
using MarketGateway.Core.Instruments;

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
    public long UnixMicroseconds => Clock.Time.GetUnixMicroseconds();
}
