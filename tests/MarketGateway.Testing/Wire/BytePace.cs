using System.Diagnostics;

namespace MarketGateway.Testing.Wire;

/// <summary>Holds a reader to so many bytes a second. Owned by one reader.</summary>
/// <param name="bytesPerSecond">The pace; 0 for none.</param>
internal sealed class BytePace(int bytesPerSecond)
{
    /// <summary>Reads are cut to what comes in this time, so that the pace is even.</summary>
    private const int SlicesPerSecond = 50;

    /// <summary>Timers fire late: what is missed by up to this is read sooner afterwards, or the pace would not be held.</summary>
    private const double CatchUpSeconds = 0.1;

    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private double _allowedAt;

    /// <summary>Gets how much to read at once.</summary>
    public int SliceBytes(int most) =>
        bytesPerSecond == 0 ? most : Math.Clamp(bytesPerSecond / SlicesPerSecond, 1, most);

    /// <summary>Waits as long as so many bytes take.</summary>
    public ValueTask TakeAsync(int bytes, CancellationToken cancellation)
    {
        if (bytesPerSecond == 0)
        {
            return ValueTask.CompletedTask;
        }

        var now = Stopwatch.GetElapsedTime(_startedAt).TotalSeconds;
        _allowedAt = Math.Max(_allowedAt, now - CatchUpSeconds) + ((double)bytes / bytesPerSecond);
        var wait = Math.Max(0, _allowedAt - now);
        return new ValueTask(Task.Delay(TimeSpan.FromSeconds(wait), TimeProvider.System, cancellation));
    }
}
