using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace MarketGateway.Core.Books;

/// <summary>
/// What changed in a book lately: a bounded ring of touched prices, in the order of the updates that touched them.
/// The delta from a cursor is the set of prices touched after it, with the sizes they have now.
/// Written by the book's feed thread and read by flushes, both under the gate of the book's owner.
/// </summary>
/// <remarks>A part of its book, as its log and rings are parts of it.</remarks>
/// <param name="lengthMax">
/// How many touched prices are remembered, and how many updates; a power of two. A cursor older than either is answered
/// with a snapshot.
/// </param>
/// <param name="firstNumber">The number of the first update.</param>
public struct BookJournal(int lengthMax, long firstNumber = 1)
{
    private NumberedRing<Touched> _touches = new(lengthMax);
    private UpdateLog _updates = new(lengthMax, firstNumber);

    [UnscopedRef]
    public readonly ref readonly UpdateLog Updates => ref _updates;

    /// <summary>Begins the next update; the touches that follow belong to it.</summary>
    public void BeginUpdate(long version, long occurredAt) =>
        _updates.Append(version, occurredAt, mark: _touches.Newest + 1);

    /// <summary>Notes that the update changed a level, and what its size was before.</summary>
    public void Touch(Side side, long key, long previousSize) =>
        _touches.Append(new Touched(new LevelChange(key, previousSize), side));

    /// <summary>Notes that the update changed how many orders stand at a level, and nothing else of it.</summary>
    public void TouchOrders(Side side, long key, long size) =>
        _touches.Append(new Touched(new LevelChange(key, size), side, IsOfOrdersAlone: true));

    /// <summary>Says whether the delta from the update with this number to now can be told.</summary>
    public readonly bool Covers(long number) =>
        number == Updates.Newest || (Updates.RemembersAfter(number) && Updates.MarkAfter(number) >= _touches.Oldest);

    /// <summary>Gets how many touches there are between two covered updates, those of the first not among them.</summary>
    public readonly int TouchesBetween(long number, long last) => (int)(FirstTouchAfter(last) - FirstTouchAfter(number));

    /// <summary>
    /// Copies the distinct levels of one side touched between two updates, best first, each with the size it had at the
    /// first; returns how many. The span must hold <see cref="TouchesBetween"/> levels. Levels below an edge are left out.
    /// </summary>
    public readonly int CopyChanges(
        long number, long last, Side side, Span<LevelChange> changes, long edge = BookSide.Unbounded)
    {
        Debug.Assert(Covers(number), "the journal covers the number");
        var count = 0;
        var end = FirstTouchAfter(last);
        for (var i = FirstTouchAfter(number); i < end; i++)
        {
            ref readonly var touched = ref _touches[i];
            if (touched.Side == side && touched.Change.Key >= edge)
            {
                count = Insert(changes, count, touched.Change);
            }
        }

        return count;
    }

    /// <summary>Gets the keys of the best bid and ask that updates after a covered number touched.</summary>
    /// <param name="number">The number.</param>
    /// <param name="withOrders">Whether a level counts of which the number of orders alone changed.</param>
    public readonly (long BidKey, long AskKey) BestTouchedAfter(long number, bool withOrders = true)
    {
        Debug.Assert(Covers(number), "the journal covers the number");
        var (bidKey, askKey) = (BookSide.Unbounded, BookSide.Unbounded);
        for (var i = FirstTouchAfter(number); i <= _touches.Newest; i++)
        {
            ref readonly var touched = ref _touches[i];
            if (touched.IsOfOrdersAlone && !withOrders)
            {
                continue;
            }

            if (touched.Side == Side.Bid)
            {
                bidKey = Math.Max(bidKey, touched.Change.Key);
            }
            else
            {
                askKey = Math.Max(askKey, touched.Change.Key);
            }
        }

        return (bidKey, askKey);
    }

    /// <summary>
    /// Gets when the first update after a covered number occurred that touched something at or above an edge; null when
    /// there is none up to the last. Until there is one, the edges are those of whoever stands at the number.
    /// </summary>
    public readonly long? FirstSeenAfter(long number, long last, long bidEdge, long askEdge, bool withOrders = true)
    {
        var touch = FirstTouchAfter(number);
        while (number < last)
        {
            for (var end = FirstTouchAfter(++number); touch < end; touch++)
            {
                ref readonly var touched = ref _touches[touch];
                if (touched.Change.Key >= (touched.Side == Side.Bid ? bidEdge : askEdge)
                    && (withOrders || !touched.IsOfOrdersAlone))
                {
                    return Updates.OccurredAfter(number - 1);
                }
            }
        }

        return null;
    }

    private readonly long FirstTouchAfter(long number) =>
        number == Updates.Newest ? _touches.Newest + 1 : Updates.MarkAfter(number);

    /// <summary>
    /// Keeps changes sorted, best (greatest) key first. The first change of a level after the cursor knows what the
    /// client holds there; later ones add nothing.
    /// </summary>
    private static int Insert(Span<LevelChange> changes, int count, LevelChange change)
    {
        var low = 0;
        var high = count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (changes[middle].Key > change.Key)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        if (low < count && changes[low].Key == change.Key)
        {
            return count;
        }

        changes[low..count].CopyTo(changes[(low + 1)..]);
        changes[low] = change;
        return count + 1;
    }

    private readonly record struct Touched(LevelChange Change, Side Side, bool IsOfOrdersAlone = false);
}
