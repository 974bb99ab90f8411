namespace MarketGateway.Core.Feed;

/// <summary>
/// Where one symbol stands in its producer's numbering in one topic, and so the proof that nothing was lost before a
/// record. Owned by the one thread that applies that symbol's records. Rules: schemas/kafka, feed sequence.
/// </summary>
/// <remarks>
/// A part of the channel, in the same place of memory: held in a field, never copied.
/// A producer that starts over is known by two witnesses, the shape of its numbers and the venue's time. Where they
/// contradict each other (a clock was wrong, once or for an hour), its numbering is followed and the state is not to be
/// trusted: never is what may be news dropped for good.
/// </remarks>
public struct FeedSequence()
{
    /// <summary>
    /// A number so far behind is not sent again by a producer that tries again: five batches are in flight at most.
    /// </summary>
    public const int ResentMax = 1024;

    /// <summary>
    /// So many are sent again even by a producer whose numbering is young; and so many in a row before it is asked whether
    /// they are not new ones of a producer whose clock is wrong.
    /// </summary>
    public const int ResentMin = 64;

    /// <summary>
    /// A producer that starts over does so at a small part of where it was; a snapshot that comes late does not lie so far
    /// back.
    /// </summary>
    private const int RestartRatio = 100;

    private const long NothingSeen = -1;

    private long _next = NothingSeen;

    /// <summary>The first number seen under this numbering: what is lower was not seen before.</summary>
    private long _first = NothingSeen;

    private long _firstAt;

    /// <summary>How many numbers in a row were taken for ones sent again.</summary>
    private int _resent;

    /// <summary>Whether there was a snapshot under this numbering.</summary>
    private bool _hasSnapshot;

    /// <summary>
    /// The newest time at the venue of any record applied under this numbering. The newest and not the last, because a
    /// venue's times may step back, and a record sent twice must never look like news.
    /// </summary>
    private long _newest = long.MinValue;

    /// <summary>Gets a value indicating whether a number was seen, so that the next can be in order.</summary>
    public readonly bool IsNumbered => _next != NothingSeen;

    /// <summary>Gets the number seen last; null: none was.</summary>
    public readonly long? Last => _next == NothingSeen ? null : _next - 1;

    /// <summary>
    /// Judges a delta, a quote or a trade; it is never <see cref="SequenceVerdict.Restarted"/>, because alone it does
    /// not hold the whole state. A <see cref="SequenceVerdict.Duplicate"/> changes nothing here.
    /// </summary>
    public SequenceVerdict Accept(long sequence, long occurredAt)
    {
        if (sequence == _next)
        {
            return AcceptNext(sequence, occurredAt);
        }

        return AcceptOutOfOrder(sequence, occurredAt);
    }

    /// <summary>
    /// Judges a delta that stands for all numbers from one to another: it is in order when the next one expected is among
    /// them, and what it repeats of those before does no harm, since sizes are totals.
    /// </summary>
    public SequenceVerdict AcceptRange(long first, long last, long occurredAt) =>
        first != 0 && first <= _next && _next <= last && _next != NothingSeen
            ? AcceptNext(last, occurredAt)
            : Accept(last, occurredAt);

    /// <summary>
    /// Judges a book snapshot, which carries the number of the last delta that it includes. One that is ahead is in
    /// order: whatever was lost before it, it includes.
    /// </summary>
    public SequenceVerdict AcceptSnapshot(long sequence, long occurredAt)
    {
        if (_next == NothingSeen)
        {
            Begin(sequence, occurredAt, isSnapshot: true);
            return SequenceVerdict.InOrder;
        }

        if (sequence >= _next - 1)
        {
            _hasSnapshot = true;
            _resent = 0;
            _next = sequence + 1;
            _newest = Math.Max(_newest, occurredAt);
            return SequenceVerdict.InOrder;
        }

        return AcceptSnapshotBehind(sequence, occurredAt);
    }

    private SequenceVerdict AcceptNext(long sequence, long occurredAt)
    {
        _next = sequence + 1;
        _newest = Math.Max(_newest, occurredAt);
        _resent = 0;
        return SequenceVerdict.InOrder;
    }

    private SequenceVerdict AcceptOutOfOrder(long sequence, long occurredAt)
    {
        if (sequence == 0)
        {
            _newest = Math.Max(_newest, occurredAt);
            return SequenceVerdict.Unnumbered;
        }

        if (_next == NothingSeen)
        {
            Begin(sequence, occurredAt, isSnapshot: false);
            return SequenceVerdict.InOrder;
        }

        if (sequence > _next)
        {
            _resent = 0;
            _next = sequence + 1;
            _newest = Math.Max(_newest, occurredAt);
            return SequenceVerdict.Gap;
        }

        // The last number again is the last record again, whatever time the producer has put on it this time.
        if (sequence == _next - 1 || (!IsBeginning(sequence, occurredAt) && occurredAt <= _newest))
        {
            return ++_resent > ResentMin ? SequenceVerdict.InDoubt : SequenceVerdict.Duplicate;
        }

        // The producer started over, and what it published before this record is missing.
        Begin(sequence, occurredAt, isSnapshot: false);
        return SequenceVerdict.Gap;
    }

    private SequenceVerdict AcceptSnapshotBehind(long sequence, long occurredAt)
    {
        var isBeginning = IsBeginning(sequence, occurredAt);
        var isNews = occurredAt > _newest;
        if (!isBeginning && !isNews && ++_resent <= ResentMin)
        {
            return SequenceVerdict.Duplicate;
        }

        // Without a snapshot before it, what came since its number was not applied to anything.
        var isClear = isNews && _hasSnapshot && (sequence <= 1 || sequence <= _next / RestartRatio);
        Begin(sequence, occurredAt, isSnapshot: true);
        return isClear ? SequenceVerdict.Restarted : SequenceVerdict.RestartedInDoubt;
    }

    /// <summary>
    /// Says whether a number behind has the shape of a numbering that starts over: it is the lowest there is, was never
    /// seen, or is too far behind to be sent again. Not the first record itself, when it comes again.
    /// </summary>
    private readonly bool IsBeginning(long sequence, long occurredAt)
    {
        var behind = _next - sequence;
        return (sequence <= 1 || sequence < _first || behind > ResentMax || (behind > ResentMin && sequence < _next / 2))
            && !(sequence == _first && occurredAt == _firstAt);
    }

    private void Begin(long sequence, long occurredAt, bool isSnapshot)
    {
        _hasSnapshot = isSnapshot;
        _resent = 0;
        _next = sequence + 1;
        _first = sequence;
        _firstAt = occurredAt;
        _newest = occurredAt;
    }
}
