using System.Runtime.InteropServices;
using MarketGateway.Core.Books;

namespace MarketGateway.Core.Conflation;

/// <summary>
/// Where the cursors of a trade stream stand, and the sums of the trades that have left the ring since. Guarded by the
/// channel's gate.
/// </summary>
/// <remarks>
/// A trade that leaves is summed once, for all who lack it: into the last segment, which a new one follows wherever a cursor
/// stands. What a cursor is owed is the sum of all segments from its own on; whoever asks shortens the way for all that
/// stand on it. So a trade costs the feed the same however many lag, and a segment is gone when nobody stands before it.
/// </remarks>
/// <param name="evictions">Tells when a trade leaves behind which somebody stands.</param>
internal sealed class TradePlaces(TradeEvictions evictions)
{
    /// <summary>Of so many places the one furthest back is sought; of more, the next trade that leaves is looked at.</summary>
    private const int SoughtMax = 8;

    private const long Nowhere = long.MaxValue;

    private readonly Dictionary<long, TradePlace> _inRing = [];
    private readonly List<TradeSegment> _way = [];
    private TradeSegment? _last;
    private TradeSegment.Scale _scale;
    private int _owedCursors;
    private TradePlace? _spare;

    /// <summary>What the stream is expected at when it leaves; nobody stands further back.</summary>
    private long _expected = Nowhere;

    /// <summary>Gets a value indicating whether clients asked for all trades: these are summed for in any case.</summary>
    public bool IsOfAll { get; init; }

    /// <summary>Gets or sets the size below which trades are left out.</summary>
    public long SizeMin { get; set; }

    /// <summary>Gets or sets its place among those that are summed for; negative: nobody needs a sum.</summary>
    public int SummingPlace { get; set; } = -1;

    /// <summary>Gets the place behind a trade after which none has left the ring.</summary>
    public TradePlace Behind(long number)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_inRing, number, out _);
        if (place is null)
        {
            // Cursors that keep up change places all the time: with no garbage.
            (place, _spare) = (_spare ?? new TradePlace(this), null);
            place.Number = number;
            Expect(number);
        }

        return place;
    }

    /// <summary>Makes a place of this stream of one of another stream of the symbol, with what is owed there.</summary>
    public TradePlace TakeOver(TradePlace other)
    {
        if (other.IsUnknown || !evictions.TryAddSum(this))
        {
            return new TradePlace(this) { Number = other.Number, IsUnknown = true };
        }

        var following = new TradeSegment(_scale);
        _last?.Next = following;
        _last = following;
        return new TradePlace(this)
        {
            Number = other.Number,
            Owed = new TradeSegment(_scale) { Sum = other.Places.SumFrom(other)!, Next = following },
        };
    }

    /// <summary>Gives up waiting for a trade to leave where nobody stands any more; true when it has to be told still.</summary>
    public bool GoesOnExpecting(long number)
    {
        if (number == _expected && _inRing.Count == 0)
        {
            _expected = Nowhere;
        }

        return number == _expected;
    }

    /// <summary>
    /// Called when a trade leaves the ring: whoever stands behind the one before it is owed it, and all that follow, from
    /// now on.
    /// </summary>
    public void LeaveRing(long number, long expected)
    {
        if (expected != _expected)
        {
            return;
        }

        _expected = Nowhere;
        if (_inRing.Remove(number - 1, out var place))
        {
            if (evictions.TryAddSum(this))
            {
                var segment = new TradeSegment(_scale);
                _last?.Next = segment;
                _last = place.Owed = segment;
                _owedCursors += place.Cursors;
            }
            else
            {
                place.IsUnknown = true;
            }
        }

        if (_inRing.Count > 0)
        {
            Expect(_inRing.Count <= SoughtMax ? FindFurthestBack() : number);
        }
    }

    /// <summary>Sums a trade that has left.</summary>
    public void Sum(in Trade trade) => _last!.Sum.Fold(trade, SizeMin);

    /// <summary>Gets the sum of what whoever stands at a place has not got and has left the ring; null: there is nothing.</summary>
    public TradeRollUp? SumFrom(TradePlace? place)
    {
        if (place?.Owed is not { } first)
        {
            return null;
        }

        var last = _last!;
        for (var segment = first; segment != last; segment = segment.Next!)
        {
            segment.Refine(_scale);
            _way.Add(segment);
        }

        for (var at = _way.Count - 2; at >= 0; at--)
        {
            _way[at].Sum.Append(_way[at + 1].Sum);
            _way[at].Next = last;
        }

        _way.Clear();
        return first.SumWith(last);
    }

    /// <summary>Follows the scales of the stream to finer ones.</summary>
    /// <param name="priceDigits">How many digits the prices get.</param>
    /// <param name="sizeDigits">How many digits the sizes get.</param>
    public void Refine(int priceDigits, int sizeDigits)
    {
        _scale = new TradeSegment.Scale(_scale.PriceDigits + priceDigits, _scale.SizeDigits + sizeDigits);
        _last?.Refine(_scale);
    }

    /// <summary>Called by a place that a cursor has come to.</summary>
    public void OnJoined(TradePlace place) => _owedCursors += place.Owed is null ? 0 : 1;

    /// <summary>Called by a place that a cursor has left.</summary>
    public void OnLeft(TradePlace place)
    {
        if (place.Owed is not null)
        {
            // Nobody lacks what has left the ring: the next to fall out begins anew.
            if (--_owedCursors == 0)
            {
                _last = null;
                evictions.RemoveSum(this);
            }
        }
        else if (place is { Cursors: 0, IsUnknown: false })
        {
            _inRing.Remove(place.Number);
            _spare = place;
        }
    }

    private long FindFurthestBack()
    {
        var least = long.MaxValue;
        foreach (var number in _inRing.Keys)
        {
            least = Math.Min(least, number);
        }

        return least;
    }

    private void Expect(long number)
    {
        if (number < _expected)
        {
            _expected = number;
            evictions.Expect(this, number);
        }
    }
}
