namespace MarketGateway.Core.Delivery;

/// <summary>Milliseconds since the process began, off the injected time: what beats reckon in.</summary>
public sealed class LaneClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    public TimeProvider Time { get; } = time;

    public long NowMs => (long)Time.GetElapsedTime(_start).TotalMilliseconds;
}
