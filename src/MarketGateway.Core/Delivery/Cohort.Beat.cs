using MarketGateway.Core.Conflation;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Delivery;

/// <content>The beat: streams are led to now, clients are sent the messages, and who has met the cohort steps in.</content>
internal sealed partial class Cohort
{
    private readonly List<OwnCursor> _joining = [];
    private readonly List<OwnCursor> _met = [];
    private readonly List<CohortMember> _touched = [];

    /// <summary>Gets a value indicating whether the beat has news of a status or generation.</summary>
    public bool HasStatuses { get; private set; }

    /// <summary>Gets a value indicating whether a beat is under way that leads streams to now.</summary>
    public bool IsLeading { get; private set; }

    public void Beat(long now)
    {
        // One for a status alone, or for cursors that may step in, leads no stream on: its time has not come.
        var isLeading = IsLeading = now >= AllowedAt;
        SeeToAwaited(now, isLeading);
        lane.ClearSlab();
        var hasMessages = false;
        for (var at = 0; at < _marked.Count; at++)
        {
            Lead(_marked[at], isLeading, now);
            ref readonly var message = ref Messages[_marked[at].Index];
            hasMessages |= !message.IsEmpty;
        }

        if (hasMessages)
        {
            Send(now);
        }

        if (isLeading && lane.Slab.Length > 0)
        {
            LastBeatAt = now;
            AllowedAt = NextBeat(now);
        }

        StepIn();
        EndBeat(isLeading, now);
        IsLeading = false;
    }

    /// <summary>Lets cursors meet the cohort whose pace allows it, and sees to the others that have something to send.</summary>
    private void SeeToAwaited(long now, bool isLeading)
    {
        var kept = 0;
        for (var at = 0; at < _awaited.Count; at++)
        {
            var own = _awaited[at];
            if (own.AwaitedBy != this || own.Stream.Cohort != this)
            {
                // It has gone to another pace since.
                continue;
            }

            if (own.DueAt > now)
            {
                _awaited[kept++] = own;
                lane.Timers.Schedule(this, own.DueAt);
            }
            else
            {
                own.AwaitedBy = null;
                if (own.CanStepIn && (isLeading || !own.IsWanting))
                {
                    MarkForBeat(own.Stream);
                }
                else if (own.IsWanting)
                {
                    own.Client.Subscriptions.Enqueue(own);
                }
            }
        }

        _awaited.RemoveRange(kept, _awaited.Count - kept);
    }

    private void MarkForBeat(CohortStream stream)
    {
        if (!stream.IsMarked)
        {
            stream.IsMarked = true;
            _marked.Add(stream);
        }
    }

    /// <summary>Leads a stream from where the cohort stands to now, and with it, at one moment, those that may step in.</summary>
    private void Lead(CohortStream stream, bool isLeading, long now)
    {
        _joining.Clear();
        foreach (var own in stream.Apart)
        {
            if (!own.CanStepIn || own.DueAt > now)
            {
                continue;
            }

            if (isLeading && !own.IsWanting && stream.Stream.IsAheadOf(own))
            {
                // It moved by what nobody sees, and is led over that with the cohort.
                own.On(SubscriptionEvent.Changed);
                own.ChangedAt = now;
            }

            if (!own.IsWanting || (isLeading && IsTaking(own, now)))
            {
                _joining.Add(own);
            }
        }

        lock (stream.Stream.Channel.Gate)
        {
            if (stream.Now.Weight > 0)
            {
                LeadCohortNeedsGate(stream, isLeading);
            }

            foreach (var own in _joining)
            {
                LeadOwnNeedsGate(stream, own, now);
            }
        }
    }

    /// <summary>True when the client of a cursor takes data; what comes before it is written now, not under the gate.</summary>
    private bool IsTaking(OwnCursor own, long now)
    {
        if (own.Client.TryBeginFlush(now) is not null)
        {
            lane.MakeReady(own.Client);
            return true;
        }

        own.Client.Subscriptions.Enqueue(own);
        return false;
    }

    private void LeadCohortNeedsGate(CohortStream stream, bool isLeading)
    {
        var (source, cursor) = (stream.Stream, stream.Now);
        ref var message = ref Messages[stream.Index];
        var (status, generation, epoch) = (cursor.SentStatus, cursor.SentGeneration, cursor.SentEpoch);
        cursor.SettledLast = 0;
        if (source.Channel.LogEpoch != lane.Epoch)
        {
            return;
        }

        if (!source.IsSentAllButData(cursor))
        {
            message.IsStatusNew = !ReferenceEquals(cursor.SentStatus, source.Status)
                || !ReferenceEquals(cursor.SentGeneration, source.Generation);
            HasStatuses |= message.IsStatusNew;
            (cursor.SentStatus, cursor.SentGeneration) = (source.Status, source.Generation);
            cursor.SentEpoch = lane.Epoch;
        }

        stream.Before.StandAt(cursor);
        if (isLeading)
        {
            message.Start = lane.Slab.Length;
            message.FirstEnd = lane.Slab.Ends?.Count ?? 0;
            source.WriteNeedsGate(cursor, Pace.Format, lane.Slab, stream.Before);
            message.Length = lane.Slab.Length - message.Start;
            stream.Receivers = cursor.Weight;
        }

        (message.ChangedAt, message.OccurredAt) = (stream.ChangedAt, message.Length > 0 ? cursor.NewsOccurredAt : 0);
        (stream.Before.SentStatus, stream.Before.SentGeneration, stream.Before.SentEpoch) = (status, generation, epoch);
    }

    private void LeadOwnNeedsGate(CohortStream stream, OwnCursor own, long now)
    {
        if (own.IsWanting)
        {
            var flush = own.Client.TryBeginFlush(now)!;
            if (flush.Length >= own.Client.FlushLengthMax)
            {
                own.Client.Subscriptions.Enqueue(own);
                return;
            }

            own.SentEpoch = own.Client.SentEpoch;
            var written = stream.Stream.WriteNeedsGate(own, Pace.Format, flush);
            if (written == StreamWrite.StatusFirst)
            {
                own.Client.Subscriptions.Enqueue(own);
                return;
            }

            if (written == StreamWrite.Written)
            {
                own.Client.Subscriptions.OnWritten(own, now);
            }
        }

        _met.Add(own);
    }

    /// <summary>Copies what the beat has for a stream, message by message, each with its time.</summary>
    public void CopyStamped(in BeatMessage beat, FlushBuffer flush)
    {
        var (at, start) = (beat.FirstEnd, beat.Start);
        while (start < beat.Start + beat.Length)
        {
            var (end, newest) = lane.Slab.Ends![at++];
            Stamp.Copy(flush, Slab[start..end], Pace.Format, newest);
            start = end;
        }
    }

    private void Send(long now)
    {
        if (Pace.IsPaced)
        {
            // Backwards: whoever falls out of step with all it has leaves the list.
            for (var at = _members.Count - 1; at >= 0; at--)
            {
                _members[at].Client.SendBeat(_members[at], now);
            }

            return;
        }

        foreach (var stream in _marked)
        {
            if (!Messages[stream.Index].IsEmpty)
            {
                foreach (var (member, place) in stream.Followers)
                {
                    if (member.Touch(place))
                    {
                        _touched.Add(member);
                    }
                }
            }
        }

        foreach (var member in _touched)
        {
            member.SortTouched();
            member.Client.SendBeat(member, now);
            member.ClearTouched();
        }

        _touched.Clear();
    }

    /// <summary>Lets those step in that stand where the cohort stands; only now, so that nobody gets the beat's message too.</summary>
    private void StepIn()
    {
        foreach (var own in _met)
        {
            var stream = own.Stream;
            if (!own.CanStepIn || stream.Cohort != this || own.State == SubscriptionState.InStep)
            {
                continue;
            }

            lock (stream.Stream.Channel.Gate)
            {
                if (stream.Now.Weight == 0)
                {
                    stream.Now.StandAt(own);
                    stream.Now.SentEpoch = own.SentEpoch;
                    stream.Before.StandAt(own);
                    stream.Stream.JoinNeedsGate(stream.Now);
                    stream.Stream.JoinNeedsGate(stream.Before);
                }
                else if (!own.StandsWith(stream.Now))
                {
                    continue;
                }

                // Nobody who was sent something just now is sent more before his time.
                AllowedAt = Math.Max(AllowedAt, own.DueAt);
                stream.Now.Weight++;
                stream.Stream.LeaveNeedsGate(own);
            }

            own.Client.Subscriptions.StepIn(own);
        }

        _met.Clear();
    }

    private void EndBeat(bool isLeading, long now)
    {
        HasStatuses = false;
        var kept = 0;
        for (var at = 0; at < _marked.Count; at++)
        {
            var stream = _marked[at];
            if (Messages[stream.Index].Length > 0)
            {
                stream.Stream.CountSent(stream.Now, stream.Receivers);
                stream.Stream.CountBytes(Messages[stream.Index].Length, stream.Receivers);
            }

            Messages[stream.Index] = default;
            var isWaitingForLane = stream.Now.Weight > 0 && stream.Stream.Channel.LogEpoch != lane.Epoch
                && !lane.IsNewestEpoch;
            if (!isLeading || isWaitingForLane)
            {
                _marked[kept++] = stream;
                continue;
            }

            stream.IsMarked = false;
            stream.ChangedAt = 0;
            RemoveIfUnused(stream);
        }

        _marked.RemoveRange(kept, _marked.Count - kept);
        if (kept > 0)
        {
            BeDue(AllowedAt, now);
        }
    }
}
