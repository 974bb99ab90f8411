using System.Diagnostics;
using MarketGateway.Core.Books;

namespace MarketGateway.Core.Conflation;

/// <summary>
/// Which streams of a symbol's trades one concerns that leaves the ring: those where somebody stands right behind it, and
/// those that sum what left for somebody who lags. All others are not looked at, however many sizes clients have thought
/// of. Guarded by the channel's gate.
/// </summary>
/// <param name="summedMax">For how many smallest sizes trades are summed at once.</param>
internal sealed class TradeEvictions(int summedMax)
{
    private const int StandingMin = 64;

    /// <summary>Streams by a trade behind which nobody of theirs stands further back; one may stand here several times.</summary>
    private readonly PriorityQueue<TradePlaces, long> _standing = new();
    private readonly List<TradePlaces> _summing = [];
    private int _standingMax = StandingMin;
    private int _summedSizes;

    /// <summary>Gets how many entries wait for a trade to leave.</summary>
    public int StandingCount => _standing.Count;

    /// <summary>Has a stream looked at when the trade behind a number leaves.</summary>
    public void Expect(TradePlaces places, long number)
    {
        if (_standing.Count == _standingMax)
        {
            ForgetOld();
        }

        _standing.Enqueue(places, number);
    }

    /// <summary>Sums for a stream from now on; false where that is done for too many. All trades are always summed.</summary>
    public bool TryAddSum(TradePlaces places)
    {
        if (places.SummingPlace < 0)
        {
            if (!places.IsOfAll && _summedSizes == summedMax)
            {
                return false;
            }

            _summedSizes += places.IsOfAll ? 0 : 1;
            places.SummingPlace = _summing.Count;
            _summing.Add(places);
        }

        return true;
    }

    public void RemoveSum(TradePlaces places)
    {
        Debug.Assert(_summing[places.SummingPlace] == places, "it was added");
        var last = _summing[^1];
        _summing[places.SummingPlace] = last;
        last.SummingPlace = places.SummingPlace;
        _summing.RemoveAt(_summing.Count - 1);
        places.SummingPlace = -1;
        _summedSizes -= places.IsOfAll ? 0 : 1;
    }

    /// <summary>Sums the trade that leaves the ring for whoever has not got it.</summary>
    public void Evict(long number, in Trade trade)
    {
        while (_standing.TryPeek(out var places, out var behind) && behind < number)
        {
            _standing.Dequeue();
            places.LeaveRing(number, behind);
        }

        foreach (var places in _summing)
        {
            places.Sum(trade);
        }
    }

    /// <summary>Forgets streams that have nobody there any more, and what stands here twice.</summary>
    private void ForgetOld()
    {
        var expected = _standing.UnorderedItems.Where(static item => item.Element.GoesOnExpecting(item.Priority)).ToArray();
        _standing.Clear();
        _standing.EnqueueRange(expected);
        _standingMax = Math.Max(StandingMin, 2 * _standing.Count);
    }
}
