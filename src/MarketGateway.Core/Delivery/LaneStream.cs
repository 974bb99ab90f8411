using MarketGateway.Core.Conflation;

namespace MarketGateway.Core.Delivery;

/// <summary>
/// A stream as one lane follows it: notified by the feed, once per turn, and seen to by the lane for each of its paces.
/// </summary>
internal sealed class LaneStream(Lane lane, MarketStream stream) : StreamFollower
{
    private readonly List<CohortStream> _paces = [];

    public MarketStream Stream { get; } = stream;

    /// <summary>Gets or sets the next in the lane's stack of changed streams; the feed's until the lane takes it.</summary>
    public LaneStream? NextChanged { get; set; }

    /// <summary>Gets since when there has been something new, by the lane's clock; written by the feed before it is pushed.</summary>
    public long ChangedAt { get; private set; }

    public bool IsFollowed => _paces.Count > 0;

    public CohortStream? Find(Cohort cohort)
    {
        foreach (var pace in _paces)
        {
            if (pace.Cohort == cohort)
            {
                return pace;
            }
        }

        return null;
    }

    public void Add(CohortStream pace) => _paces.Add(pace);

    public void Remove(CohortStream pace) => _paces.Remove(pace);

    /// <summary>Called by the lane in its turn.</summary>
    public void SeeTo(long now)
    {
        var changedAt = Math.Min(ChangedAt, now);
        Rearm();
        foreach (var pace in _paces)
        {
            pace.OnChanged(changedAt, now);
        }
    }

    protected override void OnChanged()
    {
        ChangedAt = lane.Clock.NowMs;
        lane.OnChanged(this);
    }
}
