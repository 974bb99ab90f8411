using System.Diagnostics;

namespace MarketGateway.Core.Books;

/// <summary>
/// What changed in a book lately: a bounded ring of touched prices, in the order of the updates that touched them.
/// The delta from a cursor is the set of prices touched after it, with the sizes they have now.
/// Written by the book's feed thread and read by flushes, both under the gate of the book's owner.
/// </summary>
/// <param name="lengthMax">
/// How many touched prices are remembered, and how many updates; a power of two. A cursor older than either is answered
/// with a snapshot.
/// </param>
public sealed class BookJournal(int lengthMax)
{
    private readonly NumberedRing<Touched> _touches = new(lengthMax);

    public UpdateLog Updates { get; } = new(lengthMax);

    /// <summary>Begins the next update; the touches that follow belong to it.</summary>
    public void BeginUpdate(long version, long occurredAt) =>
        Updates.Append(version, occurredAt, mark: _touches.Newest + 1);

    public void Touch(Side side, long key) => _touches.Append(new Touched(key, side));

    /// <summary>Says whether the delta from the update with this number to now can be told.</summary>
    public bool Covers(long number) =>
        number == Updates.Newest || (Updates.RemembersAfter(number) && Updates.MarkAfter(number) >= _touches.Oldest);

    /// <summary>Gets how many touches a delta from this number has to look at; the number must be covered.</summary>
    public int TouchesAfter(long number) =>
        number == Updates.Newest ? 0 : (int)(_touches.Newest + 1 - Updates.MarkAfter(number));

    /// <summary>
    /// Copies the distinct keys of one side touched after this number, best first; returns how many. The span must hold
    /// <see cref="TouchesAfter"/> keys.
    /// </summary>
    public int CopyTouched(long number, Side side, Span<long> keys)
    {
        Debug.Assert(Covers(number), "the journal covers the number");
        var count = 0;
        for (var i = _touches.Newest + 1 - TouchesAfter(number); i <= _touches.Newest; i++)
        {
            ref readonly var touched = ref _touches[i];
            if (touched.Side == side)
            {
                keys[count++] = touched.Key;
            }
        }

        return SortDistinct(keys[..count]);
    }

    /// <summary>Sorts keys best (greatest) first and drops repetitions; returns how many remain.</summary>
    private static int SortDistinct(Span<long> keys)
    {
        if (keys.Length < 2)
        {
            return keys.Length;
        }

        keys.Sort();
        keys.Reverse();
        var count = 1;
        foreach (var key in keys[1..])
        {
            if (key != keys[count - 1])
            {
                keys[count++] = key;
            }
        }

        return count;
    }

    private readonly record struct Touched(long Key, Side Side);
}
