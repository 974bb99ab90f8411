namespace MarketGateway.Core.Conflation;

/// <summary>
/// A lane as a channel of a symbol sees it: whoever is notified, once, that there is something new, and then left alone
/// until it has looked. Which of its streams show that is found out by the looking.
/// </summary>
/// <remarks>
/// So an update costs the feed's thread a flag for each lane, however many clients there are, and however many depths,
/// groupings and fields they have thought of.
/// </remarks>
/// <param name="channel">What it follows streams of.</param>
public abstract class ChannelFollower(SymbolChannel channel)
{
    /// <summary>So many streams are looked at to find what they show together; of more it is not made narrower.</summary>
    private const int NarrowedMax = 16;

    private const int Listening = 0;
    private const int BeingNotified = 1;
    private const int Notified = 2;

    private readonly List<MarketStream> _streams = [];
    private ChannelLook _seen;
    private int _notified = Listening;

    /// <summary>Gets the channel.</summary>
    public SymbolChannel Channel => channel;

    /// <summary>Gets how many of its streams are followed.</summary>
    public int Count => _streams.Count;

    /// <summary>
    /// Gets what the streams show together: what touches nothing of it is not worth a look. Written under the channel's
    /// gate; the feed reads it after an update that it applied under the gate.
    /// </summary>
    internal ChannelInterest Interest { get; private set; } = ChannelInterest.None;

    /// <summary>Follows one more stream; its place is the last.</summary>
    public void Add(MarketStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        lock (channel.Gate)
        {
            if (_streams.Count == 0)
            {
                _seen = channel.LookNeedsGate();
                channel.AddNeedsGate(this);
            }

            _streams.Add(stream);
            Interest = Interest.And(stream.Key);
        }
    }

    /// <summary>Follows the stream at a place no more; the last one takes that place.</summary>
    public void RemoveAt(int place)
    {
        lock (channel.Gate)
        {
            _streams[place] = _streams[^1];
            _streams.RemoveAt(_streams.Count - 1);
            if (_streams.Count <= NarrowedMax)
            {
                Interest = ChannelInterest.None;
                foreach (var stream in _streams)
                {
                    Interest = Interest.And(stream.Key);
                }
            }

            if (_streams.Count == 0)
            {
                channel.RemoveNeedsGate(this);
            }
        }
    }

    /// <summary>Called by a feed's thread, after an update was applied under the channel's gate.</summary>
    /// <remarks>
    /// No fence: who asked before that update took the gate is seen here, and who asks after it sees the update. Where
    /// another feed's thread is about to notify (a definition, say), its doing so is waited for: the offset of the update
    /// is noted after this, and what stands before it must be known to the lane.
    /// </remarks>
    internal void Notify()
    {
        var spin = default(SpinWait);
        for (int seen; (seen = Volatile.Read(ref _notified)) != Notified; spin.SpinOnce())
        {
            if (seen == Listening && Interlocked.CompareExchange(ref _notified, BeingNotified, Listening) == Listening)
            {
                OnChanged();
                Interlocked.CompareExchange(ref _notified, Notified, BeingNotified);
                return;
            }
        }
    }

    /// <summary>Called by any thread, after something has changed that waits for no pace.</summary>
    internal void NotifyOfStatus()
    {
        Notify();
        OnStatusChanged();
    }

    /// <summary>Asks to be notified again, and finds the places of the streams that show something new since the last time.</summary>
    protected void Look(List<int> changed)
    {
        ArgumentNullException.ThrowIfNull(changed);
        Interlocked.Exchange(ref _notified, Listening);
        lock (channel.Gate)
        {
            var look = channel.LookNeedsGate();
            var news = channel.NewsNeedsGate(_seen, look);
            _seen = look;
            for (var place = 0; place < _streams.Count; place++)
            {
                if (news.IsForAll || _streams[place].ShowsNeedsGate(news))
                {
                    changed.Add(place);
                }
            }
        }
    }

    /// <summary>Called by the feed's thread. Must be quick and must not call back into the channel.</summary>
    protected abstract void OnChanged();

    /// <summary>Called in the same way, also of one that was notified already: a status, a generation or another log.</summary>
    protected abstract void OnStatusChanged();
}
