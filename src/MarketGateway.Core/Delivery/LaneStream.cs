using MarketGateway.Core.Conflation;

namespace MarketGateway.Core.Delivery;

/// <summary>A stream as one lane follows it, for each of its paces. Owned by the lane.</summary>
internal sealed class LaneStream(LaneChannel channel, MarketStream stream)
{
    private readonly List<CohortStream> _paces = [];

    public MarketStream Stream { get; } = stream;

    /// <summary>Gets what it is a stream of.</summary>
    public LaneChannel Channel { get; } = channel;

    /// <summary>Gets or sets its place among the streams that the lane follows of the channel.</summary>
    public int ChannelPlace { get; set; }

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

    public void Add(CohortStream pace)
    {
        _paces.Add(pace);
        Channel.CountPace(pace.Cohort.Pace, 1);
    }

    public void Remove(CohortStream pace)
    {
        _paces.Remove(pace);
        Channel.CountPace(pace.Cohort.Pace, -1);
    }

    /// <summary>Called once per turn in which the stream shows something new.</summary>
    public void OnChanged(long changedAt, long now)
    {
        foreach (var pace in _paces)
        {
            pace.OnChanged(changedAt, now);
        }
    }
}
