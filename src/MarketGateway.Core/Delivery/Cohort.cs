using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace MarketGateway.Core.Delivery;

/// <summary>
/// The clients of one lane with one pace. At its beat each changed stream is led from where the cohort stands to now by
/// one message, which all get who are in step. Owned by the lane.
/// </summary>
[SuppressMessage("Naming", "CA1724:Type names should not match namespaces", Justification = "There is no such namespace.")]
internal sealed partial class Cohort(Lane lane, CohortPace pace) : Timed
{
    private readonly BeatTimes? _times = pace.IsPaced ? new BeatTimes(pace.IntervalMs, pace.PhaseMs) : null;
    private readonly List<CohortStream?> _streams = [];
    private readonly Stack<int> _free = new();
    private readonly List<CohortMember> _members = [];
    private readonly List<CohortStream> _marked = [];
    private readonly List<OwnCursor> _awaited = [];

    public CohortPace Pace { get; } = pace;

    /// <summary>Gets what the beat has for each stream, by its place in the table.</summary>
    [SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "Walked at each beat.")]
    public BeatMessage[] Messages { get; private set; } = [];

    /// <summary>Gets the messages of the beat, one after the other.</summary>
    public ReadOnlySpan<byte> Slab => lane.Slab.Written;

    /// <summary>Gets when the last beat with data was.</summary>
    public long LastBeatAt { get; private set; }

    /// <summary>Gets before when there is no beat with data.</summary>
    public long AllowedAt { get; private set; }

    /// <summary>Gets or sets a value indicating whether the lane lets it beat in this turn.</summary>
    public bool IsDue { get; set; }

    /// <summary>Gets or sets how many cursors of its streams are not in step.</summary>
    public int ApartCount { get; set; }

    /// <summary>Gets a value indicating whether nobody is left in it.</summary>
    public bool IsEmpty => _streams.Count == _free.Count;

    public CohortStream StreamAt(int index) => _streams[index]!;

    /// <summary>Gets when the next beat may be of one that was sent something at a time.</summary>
    public long NextBeat(long at) => _times?.Next(at) ?? 0;

    /// <summary>Takes a stream into the table.</summary>
    public CohortStream Add(LaneStream stream)
    {
        if (!_free.TryPop(out var index))
        {
            index = _streams.Count;
            _streams.Add(null);
            if (index == Messages.Length)
            {
                var messages = Messages;
                Array.Resize(ref messages, Math.Max(8, index * 2));
                Messages = messages;
            }
        }

        var added = new CohortStream(this, stream, index);
        _streams[index] = added;
        stream.Add(added);
        return added;
    }

    /// <summary>Looks at a stream at the next beat; a new status waits for no pace.</summary>
    public void Mark(CohortStream stream, bool isStatus, long now)
    {
        if (!stream.IsMarked)
        {
            stream.IsMarked = true;
            _marked.Add(stream);
        }

        if (isStatus)
        {
            lane.MakeDue(this);
        }
        else
        {
            BeDue(AllowedAt, now);
        }
    }

    /// <summary>Sees to a cursor that has something to send, or may step in: now, at a beat, or when its client takes it.</summary>
    public void SeeTo(OwnCursor own, long now)
    {
        if (!own.CanStepIn && !own.IsWanting)
        {
            return;
        }

        if (!own.Stream.Stream.IsSentAllButData(own) && own.IsWanting)
        {
            own.Client.Subscriptions.Enqueue(own);
        }
        else if (!Pace.IsPaced && own.CanStepIn)
        {
            Mark(own.Stream, isStatus: false, now);
        }
        else if (own.DueAt <= now && own.IsWanting)
        {
            own.Client.Subscriptions.Enqueue(own);
        }
        else
        {
            Await(own, now);
        }
    }

    /// <summary>Sees to a cursor at the beat that its pace allows.</summary>
    public void Await(OwnCursor own, long now)
    {
        if (!Pace.IsPaced)
        {
            Mark(own.Stream, isStatus: false, now);
            return;
        }

        if (own.AwaitedBy != this)
        {
            own.AwaitedBy = this;
            _awaited.Add(own);
        }

        BeDue(own.DueAt, now);
    }

    public void OnJoined(CohortMember member)
    {
        if (member.MemberPlace < 0)
        {
            member.MemberPlace = _members.Count;
            _members.Add(member);
        }
    }

    public void OnLeft(CohortMember member)
    {
        if (member.Count > 0 || member.MemberPlace < 0)
        {
            return;
        }

        var last = _members[^1];
        _members[member.MemberPlace] = last;
        last.MemberPlace = member.MemberPlace;
        _members.RemoveAt(_members.Count - 1);
        member.MemberPlace = -1;
    }

    /// <summary>Sees to what follows when one less stands where the cohort stands.</summary>
    public void OnVacated(CohortStream stream)
    {
        if (stream.Now.Weight == 0)
        {
            lock (stream.Stream.Channel.Gate)
            {
                stream.Stream.LeaveNeedsGate(stream.Now);
                stream.Stream.LeaveNeedsGate(stream.Before);
            }
        }

        RemoveIfUnused(stream);
    }

    public void RemoveIfUnused(CohortStream stream)
    {
        // What a beat is looking at is removed by it.
        if (stream.IsFollowed || stream.IsMarked || _streams[stream.Index] != stream)
        {
            return;
        }

        _streams[stream.Index] = null;
        _free.Push(stream.Index);
        lane.Remove(stream);
    }

    public override void OnTime(long now) => lane.MakeDue(this);

    /// <summary>Looks for versions that moved without a change that anybody sees: their accounts are closed.</summary>
    public void Sweep(long now)
    {
        foreach (var stream in CollectionsMarshal.AsSpan(_streams))
        {
            if (stream is { IsMarked: false } && (stream.HasApart || (stream.Now.Weight > 0 && stream.Stream.IsAheadOf(stream.Now))))
            {
                stream.NoteChange(now);
                Mark(stream, isStatus: false, now);
            }
        }
    }

    private void BeDue(long at, long now)
    {
        if (at <= now)
        {
            lane.MakeDue(this);
        }
        else
        {
            lane.Timers.Schedule(this, at);
        }
    }
}
