namespace MarketGateway.Core.Conflation;

/// <summary>
/// A lane as a stream sees it: whoever is notified, once, that the stream changed, and then left alone until it has looked.
/// </summary>
/// <remarks>
/// So an update costs the feed's thread one look at a flag for each lane, whatever the number of clients, and the lanes as
/// many notifications as they take turns.
/// </remarks>
public abstract class StreamFollower
{
    private int _isNotified;

    /// <summary>Called by the feed's thread, after the change and a full fence.</summary>
    internal void Notify()
    {
        if (Volatile.Read(ref _isNotified) == 0 && Interlocked.Exchange(ref _isNotified, 1) == 0)
        {
            OnChanged();
        }
    }

    /// <summary>Asks to be notified of the next change. To be called before reading, or a change in between is missed.</summary>
    /// <remarks>A full fence: what is read after it is not older than it.</remarks>
    protected void Rearm() => Interlocked.Exchange(ref _isNotified, 0);

    /// <summary>Called by the feed's thread. Must be quick and must not call back into the stream.</summary>
    protected abstract void OnChanged();
}
