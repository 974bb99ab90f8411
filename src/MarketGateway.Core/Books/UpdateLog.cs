namespace MarketGateway.Core.Books;

/// <summary>
/// The last updates of one symbol in one channel: for each, its version, when it occurred and a mark of the owner's.
/// Updates are numbered without a hole, so the difference of two numbers is exactly how many updates lie between:
/// that is where merged counts come from.
/// </summary>
/// <remarks>A part of its owner, as its ring is.</remarks>
public struct UpdateLog(int lengthMax, long first = 1)
{
    private NumberedRing<Entry> _entries = new(lengthMax, first);

    /// <summary>Gets the number of the newest update; one below the first's before there is any.</summary>
    public readonly long Newest => _entries.Newest;

    /// <summary>Gets the version of the newest update, or -1.</summary>
    public readonly long Version => IsEmpty ? -1 : _entries[Newest].Version;

    /// <summary>Gets when the newest update occurred; 0 before the first.</summary>
    public readonly long OccurredAt => IsEmpty ? 0 : _entries[Newest].OccurredAt;

    /// <summary>Gets the version of the oldest update that is remembered; null before the first.</summary>
    public readonly long? OldestVersion => IsEmpty ? null : _entries[_entries.Oldest].Version;

    /// <summary>Gets how many updates are remembered.</summary>
    public readonly long Length => Newest - _entries.Oldest + 1;

    private readonly bool IsEmpty => _entries.Newest < _entries.Oldest;

    /// <summary>Appends an update. <paramref name="mark"/> is the owner's: where its own journal stood before it.</summary>
    public void Append(long version, long occurredAt, long mark = 0) =>
        _entries.Append(new Entry(version, occurredAt, mark));

    /// <summary>Says whether everything after the update with this number is remembered.</summary>
    public readonly bool RemembersAfter(long number) => number >= _entries.Oldest - 1;

    /// <summary>Gets when the first update after this number occurred, or the oldest remembered one.</summary>
    public readonly long OccurredAfter(long number) => _entries[Math.Clamp(number + 1, _entries.Oldest, Newest)].OccurredAt;

    /// <summary>Gets the mark of the first update after this number, which must be remembered.</summary>
    public readonly long MarkAfter(long number) => _entries[number + 1].Mark;

    /// <summary>Finds the number of the newest update at a version or before; false when it is not remembered.</summary>
    public readonly bool TryFindLast(long version, out long number)
    {
        number = _entries.FindLast(version);
        return number >= _entries.Oldest;
    }

    /// <summary>Finds the number of the update with this version; false when it is not remembered.</summary>
    public readonly bool TryFind(long version, out long number) => _entries.TryFind(version, out number);

    private readonly record struct Entry(long Version, long OccurredAt, long Mark) : IVersioned;
}
