using System.Diagnostics;

namespace MarketGateway.Testing.Wire;

/// <summary>Holds a reader to so many bytes a second. Owned by one reader.</summary>
/// <param name="bytesPerSecond">The pace; 0 for none.</param>
internal sealed class BytePace(int bytesPerSecond)
{
    /// <summary>Reads are cut to what comes in this time, so that the pace is even.</summary>
    private const int SlicesPerSecond = 50;

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
        _allowedAt = Math.Max(_allowedAt, now) + ((double)bytes / bytesPerSecond);
        return new ValueTask(Task.Delay(TimeSpan.FromSeconds(_allowedAt - now), TimeProvider.System, cancellation));
    }
}
