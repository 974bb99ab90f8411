namespace MarketGateway.Core.Sessions;

/// <summary>
/// The streams of a session that changed since its last flush: pushed by feed threads without a lock, taken whole by the
/// flush. A stream stays marked as changed until it is written, so that it waits once, here or with the flush loop.
/// </summary>
internal sealed class ChangedSet
{
    private Subscription? _top;
    private long _oldestSince;

    public bool IsEmpty => Volatile.Read(ref _top) is null;

    /// <summary>Gets since when there has been something in it; 0: nothing.</summary>
    public long OldestSince => IsEmpty ? 0 : Volatile.Read(ref _oldestSince);

    public void Push(Subscription subscription, long now)
    {
        if (!subscription.TryMarkChanged())
        {
            return;
        }

        subscription.ChangedAt = now;
        var top = Volatile.Read(ref _top);
        while (true)
        {
            subscription.NextChanged = top;
            if (top is null)
            {
                Volatile.Write(ref _oldestSince, Math.Max(1, now));
            }

            var seen = Interlocked.CompareExchange(ref _top, subscription, top);
            if (seen == top)
            {
                return;
            }

            top = seen;
        }
    }

    /// <summary>Moves all to a list, in the order in which they changed.</summary>
    public void TakeInto(List<Subscription> list)
    {
        var first = list.Count;
        var next = Interlocked.Exchange(ref _top, null);
        while (next is { } subscription)
        {
            next = subscription.NextChanged;
            subscription.NextChanged = null;
            list.Add(subscription);
        }

        list.Reverse(first, list.Count - first);
    }
}
