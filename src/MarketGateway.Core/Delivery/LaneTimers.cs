namespace MarketGateway.Core.Delivery;

/// <summary>What a lane has to do at which time: heartbeats, beats, the ends of rights. Owned by the lane.</summary>
internal sealed class LaneTimers
{
    private readonly PriorityQueue<Timed, long> _queue = new();

    /// <summary>Gets when the next is due; <see cref="Timed.Never"/>: none.</summary>
    public long NextAt => _queue.TryPeek(out _, out var at) ? at : Timed.Never;

    /// <summary>Schedules it, unless it stands for an earlier time already.</summary>
    public void Schedule(Timed timed, long at)
    {
        if (at < timed.ScheduledAt)
        {
            timed.ScheduledAt = at;
            _queue.Enqueue(timed, at);
        }
    }

    /// <summary>Sees to all that are due.</summary>
    public void Run(long now)
    {
        while (_queue.TryPeek(out var timed, out var at) && at <= now)
        {
            _queue.Dequeue();

            // What was scheduled for earlier since stands here twice.
            if (timed.ScheduledAt == at)
            {
                timed.ScheduledAt = Timed.Never;
                timed.OnTime(now);
            }
        }
    }
}
