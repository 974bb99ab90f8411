using System.Collections.Concurrent;
using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;

namespace MarketGateway.Core.Delivery;

/// <content>What comes from the feed: streams that have changed, symbols that have appeared, how far the log was applied.</content>
internal sealed partial class Lane
{
    /// <summary>For how long after somebody has asked for offsets they are noted at each turn.</summary>
    private const int OffsetsWantedMs = 10_000;

    private readonly ConcurrentQueue<(MarketSymbol Symbol, long Outset)> _appeared = new();
    private readonly List<int> _places = [];
    private readonly Dictionary<int, long> _bookOffsets = [];
    private readonly Dictionary<int, long> _tickOffsets = [];
    private LaneChannel? _changed;
    private long _offsetsWantedUntil;

    /// <summary>Gets a value indicating whether what changed before the last turn was for intervals, or some of it.</summary>
    public bool HasSeenPacedWork { get; private set; }

    /// <summary>
    /// Gets how far the topic of a channel had been applied when this turn began: what streams showed up to there the turn
    /// has seen.
    /// </summary>
    public IReadOnlyDictionary<int, long> OffsetsOf(Channel channel)
    {
        _offsetsWantedUntil = Clock.NowMs + OffsetsWantedMs;
        return channel == Channel.Book ? _bookOffsets : _tickOffsets;
    }

    /// <summary>Notes that a channel has news; by the feed's thread, once until the lane has looked.</summary>
    public void OnChanged(LaneChannel channel)
    {
        var top = Volatile.Read(ref _changed);
        while (true)
        {
            channel.NextChanged = top;
            var seen = Interlocked.CompareExchange(ref _changed, channel, top);
            if (seen == top)
            {
                break;
            }

            top = seen;
        }

        (channel.IsPaced ? OnPacedWork : OnWork)?.Invoke();
    }

    /// <summary>Notes that a symbol has appeared or was defined anew; by the feed's thread.</summary>
    public void OnAppeared(MarketSymbol symbol, long outset)
    {
        _appeared.Enqueue((symbol, outset));
        OnWork?.Invoke();
    }

    /// <summary>Notes, before anything is looked at, how far the log has been applied; only once somebody has asked.</summary>
    private void NoteOffsets(long now)
    {
        if (now < _offsetsWantedUntil)
        {
            _market.CopyOffsets(Channel.Book, _bookOffsets);
            _market.CopyOffsets(Channel.Trade, _tickOffsets);
        }

        if (now >= _offsetsWantedUntil || !IsNewestEpoch)
        {
            _bookOffsets.Clear();
            _tickOffsets.Clear();
        }
    }

    private void ServeAppeared()
    {
        while (_appeared.TryDequeue(out var appeared))
        {
            foreach (var client in _waiting)
            {
                client.OnAppeared(appeared.Symbol, appeared.Outset);
            }
        }
    }

    private void DrainChanged(long now)
    {
        HasSeenPacedWork = false;
        for (var channel = Interlocked.Exchange(ref _changed, null); channel is not null;)
        {
            var next = channel.NextChanged;
            channel.NextChanged = null;
            HasSeenPacedWork |= channel.IsPaced;
            channel.SeeTo(_places, now);
            channel = next;
        }
    }
}
