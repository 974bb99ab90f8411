namespace MarketGateway.Core.Feed;

/// <summary>
/// Where one symbol stands in its producer's numbering in one topic, and so the proof that nothing was lost before a
/// record. Owned by the one thread that applies that symbol's records. Rules: schemas/kafka, feed sequence.
/// </summary>
public sealed class FeedSequence
{
    private const long NothingSeen = -1;

    private long _next = NothingSeen;

    /// <summary>
    /// The newest time at the venue of any record applied under this numbering. The newest and not the last, because a
    /// venue's times may step back, and a record sent twice must never look like news.
    /// </summary>
    private long _newest = long.MinValue;

    /// <summary>
    /// Judges a delta, a quote or a trade; it is never <see cref="SequenceVerdict.Restarted"/>, because alone it does
    /// not hold the whole state. A <see cref="SequenceVerdict.Duplicate"/> changes nothing here.
    /// </summary>
    public SequenceVerdict Accept(long sequence, long occurredAt)
    {
        if (sequence == _next)
        {
            _next = sequence + 1;
            _newest = Math.Max(_newest, occurredAt);
            return SequenceVerdict.InOrder;
        }

        return AcceptOutOfOrder(sequence, occurredAt);
    }

    /// <summary>
    /// Judges a book snapshot, which carries the number of the last delta that it includes. One that is ahead is in
    /// order: whatever was lost before it, it includes.
    /// </summary>
    public SequenceVerdict AcceptSnapshot(long sequence, long occurredAt)
    {
        if (sequence >= _next - 1)
        {
            _next = sequence + 1;
            _newest = Math.Max(_newest, occurredAt);
            return SequenceVerdict.InOrder;
        }

        return AcceptSnapshotBehind(sequence, occurredAt);
    }

    private SequenceVerdict AcceptOutOfOrder(long sequence, long occurredAt)
    {
        if (sequence == 0)
        {
            _newest = Math.Max(_newest, occurredAt);
            return SequenceVerdict.Unnumbered;
        }

        if (sequence < _next && occurredAt <= _newest)
        {
            return SequenceVerdict.Duplicate;
        }

        // Ahead: some are missing. Behind, but newer than everything before: the producer started over, and what it
        // published before this record is missing.
        SequenceVerdict verdict = _next == NothingSeen ? SequenceVerdict.InOrder : SequenceVerdict.Gap;
        _next = sequence + 1;
        _newest = Math.Max(_newest, occurredAt);
        return verdict;
    }

    private SequenceVerdict AcceptSnapshotBehind(long sequence, long occurredAt)
    {
        if (occurredAt <= _newest)
        {
            return SequenceVerdict.Duplicate;
        }

        _next = sequence + 1;
        _newest = occurredAt;
        return SequenceVerdict.Restarted;
    }
}
