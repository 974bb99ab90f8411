using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Conflation;

/// <summary>
/// Decides which partition a symbol's state comes from when its records lie in two: the one with the newest statement,
/// in whatever order the partitions are read, so that every replica ends with the same answer. Owned by the symbol's
/// channel, under its gate.
/// </summary>
/// <remarks>
/// A part of the channel: held in a field, never copied.
/// Two witnesses: when Kafka appended a record (any number may stand there), and when it occurred at the venue (whose
/// clock may lie). Kafka's counts where it is known; where the two contradict each other, it is said.
/// </remarks>
internal struct PartitionOwner
{
    private Witness _base;
    private Witness _newest;
    private bool _isClaimed;

    /// <summary>Judges a record that does not come from the partition that the state comes from.</summary>
    public readonly PartitionClaim Judge(FeedUpdate update)
    {
        if (!_isClaimed)
        {
            return PartitionClaim.Newer;
        }

        var witness = Witness.Of(update);
        var isNewer = witness.IsAtLeast(_newest, out var isInDoubt);
        if (isNewer)
        {
            return isInDoubt ? PartitionClaim.NewerInDoubt : PartitionClaim.Newer;
        }

        // What is older than the state's base cannot be missing in it.
        return isInDoubt || (witness != _base && witness.IsAtLeast(_base, out _))
            ? PartitionClaim.SupersededInDoubt
            : PartitionClaim.Superseded;
    }

    /// <summary>Notes a record of the state's own partition.</summary>
    /// <param name="update">The record.</param>
    /// <param name="isBase">Whether nothing before it matters to the state.</param>
    public void Note(FeedUpdate update, bool isBase)
    {
        _newest = Witness.Of(update);
        _isClaimed = true;
        if (isBase)
        {
            _base = _newest;
        }
    }

    /// <summary>Forgets all: the log was replaced.</summary>
    public void Clear() => _isClaimed = false;

    private readonly record struct Witness(long AppendedAt, long OccurredAt)
    {
        public static Witness Of(FeedUpdate update) => new(update.AppendedAt, update.OccurredAt);

        public bool IsAtLeast(Witness other, out bool isInDoubt)
        {
            var byVenue = OccurredAt >= other.OccurredAt;
            if (AppendedAt <= 0 || other.AppendedAt <= 0 || AppendedAt == other.AppendedAt)
            {
                isInDoubt = false;
                return byVenue;
            }

            var byKafka = AppendedAt > other.AppendedAt;
            isInDoubt = byKafka != byVenue;
            return byKafka;
        }
    }
}
