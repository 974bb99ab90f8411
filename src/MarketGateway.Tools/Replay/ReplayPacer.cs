namespace MarketGateway.Tools.Replay;

/// <summary>Holds a replay back to a multiple of the speed at which its records occurred.</summary>
/// <param name="speed">1 is original speed; <see cref="double.PositiveInfinity"/> does not wait.</param>
/// <param name="time">The clock to wait on.</param>
public sealed class ReplayPacer(double speed, TimeProvider time)
{
    /// <summary>A shorter wait than a timer can keep is left to the next record.</summary>
    private static readonly TimeSpan WaitMin = TimeSpan.FromMilliseconds(2);

    private long _startedAt;
    private long? _firstOccurredAt;

    /// <summary>Waits until a record of this time (microseconds since the Unix epoch) is due.</summary>
    public ValueTask WaitAsync(long occurredAt, CancellationToken cancellation)
    {
        if (double.IsPositiveInfinity(speed))
        {
            return ValueTask.CompletedTask;
        }

        if (_firstOccurredAt is not { } first)
        {
            _firstOccurredAt = occurredAt;
            _startedAt = time.GetTimestamp();
            return ValueTask.CompletedTask;
        }

        var due = TimeSpan.FromMicroseconds((occurredAt - first) / speed);
        var wait = due - time.GetElapsedTime(_startedAt);
        return wait < WaitMin ? ValueTask.CompletedTask : new ValueTask(Task.Delay(wait, time, cancellation));
    }
}
