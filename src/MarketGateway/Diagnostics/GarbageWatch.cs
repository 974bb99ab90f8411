namespace MarketGateway.Diagnostics;

/// <summary>
/// Tells of the pauses of each garbage collection: an object that nobody holds is finalized after each, and makes its
/// successor. Owned by the finalizer's thread.
/// </summary>
internal sealed class GarbageWatch
{
    private readonly Action<TimeSpan> _onPause;
    private readonly long _index;

    private readonly Func<bool> _isOver;

    private GarbageWatch(Action<TimeSpan> onPause, Func<bool> isOver, long index) =>
        (_onPause, _isOver, _index) = (onPause, isOver, index);

    ~GarbageWatch()
    {
        if (Environment.HasShutdownStarted || _isOver())
        {
            return;
        }

        var collection = GC.GetGCMemoryInfo(GCKind.Any);
        if (collection.Index > _index)
        {
            foreach (var pause in collection.PauseDurations)
            {
                if (pause > TimeSpan.Zero)
                {
                    _onPause(pause);
                }
            }
        }

        _ = new GarbageWatch(_onPause, _isOver, collection.Index);
    }

    public static void Begin(Action<TimeSpan> onPause, Func<bool> isOver) =>
        _ = new GarbageWatch(onPause, isOver, GC.GetGCMemoryInfo(GCKind.Any).Index);
}
