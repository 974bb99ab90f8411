namespace MarketGateway.Core.Sessions;

/// <summary>Milliseconds since the process began, off the injected time: what pacing reckons in.</summary>
public sealed class SessionClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    public TimeProvider Time { get; } = time;

    public long NowMs => (long)Time.GetElapsedTime(_start).TotalMilliseconds;
}
