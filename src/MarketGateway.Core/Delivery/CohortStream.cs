using MarketGateway.Core.Conflation;

namespace MarketGateway.Core.Delivery;

/// <summary>
/// A stream in a cohort: where all that are in step stand, and the cursors of those that are not. Owned by a lane.
/// </summary>
internal sealed class CohortStream(Cohort cohort, LaneStream lane, int index)
{
    private readonly List<OwnCursor> _apart = [];

    public Cohort Cohort { get; } = cohort;

    public LaneStream Lane { get; } = lane;

    public MarketStream Stream => Lane.Stream;

    /// <summary>Gets its place in the cohort's table.</summary>
    public int Index { get; } = index;

    /// <summary>Gets where the cohort stands; its weight is how many are in step.</summary>
    public StreamCursor Now { get; } = new() { Weight = 0, IsShared = true };

    /// <summary>Gets where it stood before its last beat: there stands who misses that one.</summary>
    public StreamCursor Before { get; } = new() { Weight = 0 };

    /// <summary>Gets the cursors of those that are not in step.</summary>
    public IReadOnlyList<OwnCursor> Apart => _apart;

    /// <summary>Gets who is in step, where changed streams lead to their subscribers: in cohorts without an interval.</summary>
    public List<(CohortMember Member, int Place)> Followers { get; } = [];

    /// <summary>Gets or sets how many get the message of the beat that is under way.</summary>
    public int Receivers { get; set; }

    /// <summary>Gets or sets since when there has been something to send; 0: nothing.</summary>
    public long ChangedAt { get; set; }

    /// <summary>Gets or sets a value indicating whether the next beat looks at it.</summary>
    public bool IsMarked { get; set; }

    /// <summary>
    /// Gets a value indicating whether one that may step in has not done so yet, and waits for nothing: such a one may even
    /// be due and have had nothing to send, because it came from a replica that had read further.
    /// </summary>
    public bool HasApart => _apart.Exists(static own => own is { CanStepIn: true, IsQueued: false });

    public bool IsFollowed => Now.Weight > 0 || _apart.Count > 0;

    public void Add(OwnCursor own)
    {
        own.Stream = this;
        own.ApartPlace = _apart.Count;
        _apart.Add(own);
        Cohort.ApartCount++;
    }

    public void Remove(OwnCursor own)
    {
        var last = _apart[^1];
        _apart[own.ApartPlace] = last;
        last.ApartPlace = own.ApartPlace;
        _apart.RemoveAt(_apart.Count - 1);
        Cohort.ApartCount--;
    }

    /// <summary>Called once per turn in which the stream changed.</summary>
    public void OnChanged(long changedAt, long now)
    {
        if (Now.Weight > 0)
        {
            NoteChange(changedAt);
            Cohort.Mark(this, isStatus: !Stream.IsSentAllButData(Now), now);
        }

        for (var place = 0; place < _apart.Count; place++)
        {
            OnChanged(_apart[place], changedAt, now);
        }
    }

    public void NoteChange(long changedAt)
    {
        if (ChangedAt == 0)
        {
            ChangedAt = changedAt;
        }
    }

    private void OnChanged(OwnCursor own, long changedAt, long now)
    {
        own.On(SubscriptionEvent.Changed);
        if (own.State == SubscriptionState.Paused)
        {
            return;
        }

        if (own.ChangedAt == 0)
        {
            own.ChangedAt = changedAt;
        }

        Cohort.SeeTo(own, now);
    }
}
