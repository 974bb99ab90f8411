namespace MarketGateway.Core.Books;

/// <summary>
/// A ring that remembers the last items, numbered without a hole, and grows by doubling up to its limit, so that
/// fifty thousand quiet symbols cost little. One writer; guarded by the gate of its owner.
/// </summary>
/// <remarks>A part of its owner, in the same place of memory: held in a field, handed on by reference, never copied.</remarks>
/// <param name="lengthMax">How many items are remembered at most; a power of two.</param>
/// <param name="first">The number of the first item.</param>
public struct NumberedRing<T>(int lengthMax, long first = 1)
    where T : struct
{
    private const int InitialLength = 16;

    private T[] _items = new T[Math.Min(InitialLength, lengthMax)];

    /// <summary>Gets the number of the newest item; one below the first's before there is any.</summary>
    public long Newest { readonly get; private set; } = first - 1;

    /// <summary>Gets the number of the oldest item that is still remembered.</summary>
    public long Oldest { readonly get; private set; } = first;

    /// <summary>Gets a value indicating whether the next item will push the oldest one out.</summary>
    public readonly bool WillEvict => Newest - Oldest + 1 == lengthMax;

    /// <summary>Gets the newest item, to complete it; there must be one.</summary>
    public readonly ref T Last => ref _items[Newest & (_items.Length - 1)];

    /// <summary>Gets an item to change it, by its number, which must be remembered.</summary>
    public readonly ref T At(long number) => ref _items[number & (_items.Length - 1)];

    /// <summary>Gets an item by its number, which must be remembered.</summary>
    public readonly ref readonly T this[long number] => ref _items[number & (_items.Length - 1)];

    public void Append(in T item)
    {
        if (Newest - Oldest + 1 == _items.Length)
        {
            MakeRoom();
        }

        Newest++;
        _items[Newest & (_items.Length - 1)] = item;
    }

    /// <summary>Forgets the oldest item; there must be a newer one.</summary>
    public void ForgetOldest() => Oldest++;

    private void MakeRoom()
    {
        if (WillEvict)
        {
            Oldest++;
            return;
        }

        var larger = new T[_items.Length * 2];
        for (var number = Oldest; number <= Newest; number++)
        {
            larger[number & (larger.Length - 1)] = this[number];
        }

        _items = larger;
    }
}
