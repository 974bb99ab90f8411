using MarketGateway.Core.Conflation;

namespace MarketGateway.Core.Delivery;

/// <summary>
/// A symbol's channel as one lane follows it: notified by the feed, once per turn, and looked at by the lane for each of
/// its streams.
/// </summary>
internal sealed class LaneChannel(Lane lane, SymbolChannel channel) : ChannelFollower(channel)
{
    private readonly List<LaneStream> _streams = [];
    private int _unpacedCount;

    /// <summary>Gets or sets the next in the lane's stack of what changed; the feed's until the lane takes it.</summary>
    public LaneChannel? NextChanged { get; set; }

    /// <summary>Gets since when there has been something new, by the lane's clock; written by the feed before it is pushed.</summary>
    public long ChangedAt { get; private set; }

    /// <summary>
    /// Gets a value indicating whether all that follows it here has an interval: a little later does for that. A hint
    /// where the feed reads it.
    /// </summary>
    public bool IsPaced => Volatile.Read(ref _unpacedCount) == 0;

    public void CountPace(CohortPace pace, int change)
    {
        if (!pace.IsPaced)
        {
            Volatile.Write(ref _unpacedCount, _unpacedCount + change);
        }
    }

    public void Add(LaneStream stream)
    {
        stream.ChannelPlace = _streams.Count;
        _streams.Add(stream);
        Add(stream.Stream);
    }

    public void Remove(LaneStream stream)
    {
        var place = stream.ChannelPlace;
        _streams[place] = _streams[^1];
        _streams[place].ChannelPlace = place;
        _streams.RemoveAt(_streams.Count - 1);
        RemoveAt(place);
    }

    /// <summary>Called by the lane in its turn.</summary>
    /// <param name="places">Scratch memory of the lane.</param>
    /// <param name="now">The time of the turn.</param>
    public void SeeTo(List<int> places, long now)
    {
        var changedAt = Math.Min(ChangedAt, now);
        places.Clear();
        Look(places);
        foreach (var place in places)
        {
            _streams[place].OnChanged(changedAt, now);
        }
    }

    protected override void OnStatusChanged() => lane.OnWork?.Invoke();

    protected override void OnChanged()
    {
        ChangedAt = lane.Clock.NowMs;
        lane.OnChanged(this);
    }
}
