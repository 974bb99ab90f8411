namespace MarketGateway.Core.Delivery;

/// <summary>Milliseconds since about when the process began, off the injected time: what beats reckon in.</summary>
public sealed class LaneClock(TimeProvider time)
{
    /// <summary>What it begins at, so that no moment is 0: that stands for none.</summary>
    private const long StartMs = 60_000;

    private readonly long _start = time.GetTimestamp();

    public TimeProvider Time { get; } = time;

    public long NowMs => StartMs + (long)Time.GetElapsedTime(_start).TotalMilliseconds;
}
