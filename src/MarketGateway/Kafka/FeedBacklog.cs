namespace MarketGateway.Kafka;

/// <summary>
/// Which consumers have had more records waiting than they take at once, and since when. Each notes its own; read by
/// anybody.
/// </summary>
internal sealed class FeedBacklog(TimeProvider time)
{
    /// <summary>A burst is over sooner; what lasts longer is a feed that cannot keep up with what runs beside it.</summary>
    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(10);

    private long[] _since = [];

    /// <summary>Gets a value indicating whether records have been waiting for longer than a burst.</summary>
    public bool IsBehind
    {
        get
        {
            foreach (ref long since in Volatile.Read(ref _since).AsSpan())
            {
                long begun = Volatile.Read(ref since);
                if (begun != 0 && time.GetElapsedTime(begun) > Burst)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Begins anew, with so many consumers, of which none has anything waiting.</summary>
    public void Begin(int consumers) => Volatile.Write(ref _since, new long[consumers]);

    /// <summary>Notes whether a consumer left records waiting.</summary>
    public void Note(int consumer, bool isWaiting)
    {
        ref long since = ref _since[consumer];
        if (isWaiting != (since != 0))
        {
            Volatile.Write(ref since, isWaiting ? Math.Max(1, time.GetTimestamp()) : 0);
        }
    }
}
