using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Delivery;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <content>Flushes: what is in one, in which order, and what becomes of it. There is no queue.</content>
internal sealed partial class LaneSession
{
    private readonly ISessionTransport _transport;
    private FlushBuffer? _flush;
    private FlushBuffer? _onItsWay;
    private Action? _onSent;
    private ValueTaskAwaiter _sending;
    private int _flushLengthMax;
    private int _sentEpoch;
    private long _bytesAllowedAt;
    private long _heartbeatAt;

    public int HeartbeatMs { get; private set; } = SessionLimits.HeartbeatMsDefault;

    public long BytesPerSecondMax { get; private set; }

    public override int FlushLengthMax => _flushLengthMax;

    public override int SentEpoch => _sentEpoch;

    /// <remarks>
    /// Answers come first: whatever begins a stream, or begins it anew, is answered before its data.
    /// </remarks>
    public override FlushBuffer? TryBeginFlush(long now)
    {
        if (_flush is not null || _session.IsEnded || Window.IsSending || !MayBegin(now))
        {
            return _flush;
        }

        var flush = _flush = Lane.RentBuffer();
        flush.IsStamped = _hasStamps;
        Answers.MoveInto(flush);
        WriteEpoch(flush);
        WriteHeartbeat(flush, now);

        // Beyond the answers: those of a large subscribe must not crowd out the data for as long as they last.
        _flushLengthMax = flush.Length + Window.FlushBytes;
        return flush;
    }

    public override void SendBeat(CohortMember member, long now)
    {
        try
        {
            SendBeatOrFallOut(member, now);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            Fail(fault);
        }
    }

    public override void SendRest(long now)
    {
        if (_isEnded)
        {
            return;
        }

        try
        {
            if (_flush is null)
            {
                // Not into a flush that has begun: its answers stand in it already, and data must not come before these.
                WorkOn(now);
            }

            if (TrySendRest(now) || CanWork)
            {
                Lane.MakeReady(this);
            }
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            Fail(fault);
        }
    }

    private void SendBeatOrFallOut(CohortMember member, long now)
    {
        if (_isEnded)
        {
            return;
        }

        if (TryBeginFlush(now) is null)
        {
            member.FallOut(0, isStatusSent: false);
            return;
        }

        if (member.Cohort.HasStatuses)
        {
            StatusWriter.Write(this, member, _flush!);
        }

        for (var from = 0; (from = member.Copy(from, _flush!, _flushLengthMax, ref Age)) >= 0;)
        {
            if (!TrySend(now) || TryBeginFlush(now) is null)
            {
                if (!_isEnded)
                {
                    member.FallOut(from, isStatusSent: true);
                }

                return;
            }
        }

        if (TrySendRest(now) || CanWork)
        {
            Lane.MakeReady(this);
        }
    }

    /// <summary>Sends one flush of what there is; true when there is more for another one at once.</summary>
    private bool TrySendRest(long now)
    {
        if (TryBeginFlush(now) is not { } flush)
        {
            return false;
        }

        var isFull = WriteOwn(flush, now);
        return TrySend(now) && (isFull || !Answers.IsEmpty);
    }

    /// <summary>Says whether a flush may begin now; whoever has to wait is seen to at the right time.</summary>
    private bool MayBegin(long now)
    {
        if (Window.IsClosed)
        {
            _session.AwaitAck();
            Window.Acknowledge(_session.Acked, now);
            if (Window.IsClosed)
            {
                SendOverdueAnswers(now);
                return false;
            }
        }

        if (now < _bytesAllowedAt && !Answers.IsUrgent)
        {
            Lane.Timers.Schedule(this, _bytesAllowedAt);
            return false;
        }

        return true;
    }

    /// <summary>
    /// Sends the answers of a client whose window is closed once they are so many that no further request is read: the
    /// acknowledgement that would open the window may stand behind it. So are urgent ones.
    /// </summary>
    private void SendOverdueAnswers(long now)
    {
        if (Answers.IsFull || Answers.IsUrgent)
        {
            _flush = Lane.RentBuffer();
            Answers.MoveInto(_flush);
            TrySend(now);
            Lane.MakeReady(this);
        }
    }

    /// <summary>Sends, before the end, what waits for no window and no pace: where else to go, on a busy machine.</summary>
    private void SendFarewell(long now)
    {
        if (Answers.IsUrgent && !Window.IsSending)
        {
            _flush ??= Lane.RentBuffer();
            Answers.MoveInto(_flush);
            TrySend(now);
        }
    }

    private void WriteEpoch(FlushBuffer flush)
    {
        if (_sentEpoch == Lane.Epoch)
        {
            return;
        }

        _sentEpoch = Lane.Epoch;
        var writer = new WireWriter(flush, Format);
        ControlWriter.WriteEpoch(ref writer, Lane.EpochName);
    }

    private void WriteHeartbeat(FlushBuffer flush, long now)
    {
        if (now < _heartbeatAt)
        {
            return;
        }

        // What is read from where is nothing for one who may be anybody.
        if (Access.IsShown)
        {
            var writer = new WireWriter(flush, Format);
            ControlWriter.WriteHeartbeat(ref writer, _environment.UnixMicroseconds, _environment.Pulse.Topics);
            StatusWriter.WritePaused(this, flush);
        }

        _heartbeatAt = now + HeartbeatMs;
        Lane.Timers.Schedule(this, _heartbeatAt);
    }

    /// <summary>Writes what the cursors of its own have to send; true when the flush is full before the end.</summary>
    private bool WriteOwn(FlushBuffer flush, long now)
    {
        if (Subscriptions.Queue is not { Count: > 0 } queue)
        {
            return false;
        }

        StatusWriter.Write(this, queue, flush);
        var kept = 0;
        for (var at = 0; at < queue.Count; at++)
        {
            if (!TryFinish(queue[at], flush, now))
            {
                queue[kept++] = queue[at];
            }
        }

        queue.RemoveRange(kept, queue.Count - kept);
        return kept > 0;
    }

    /// <summary>Sees to one cursor; false when it has to be seen to again with the next flush.</summary>
    private bool TryFinish(OwnCursor own, FlushBuffer flush, long now)
    {
        var cohort = own.Stream.Cohort;
        if (!own.IsWanting || own.DueAt > now)
        {
            own.IsQueued = false;
            if (own.IsWanting)
            {
                cohort.Await(own, now);
            }

            return true;
        }

        if (flush.Length >= _flushLengthMax)
        {
            return false;
        }

        own.SentEpoch = _sentEpoch;
        var written = own.Stream.Stream.Write(own, Format, flush);
        while (written == StreamWrite.Written && own.WantsEveryUpdate && own.Stream.Stream.IsAheadOf(own))
        {
            if (flush.Length >= _flushLengthMax)
            {
                return false;
            }

            if (own.Stream.Stream.Write(own, Format, flush) is not StreamWrite.Nothing and var next)
            {
                written = next;
                continue;
            }

            break;
        }

        if (written == StreamWrite.StatusFirst
            && (own.Stream.Stream.Channel.LogEpoch == _sentEpoch || !Lane.IsNewestEpoch))
        {
            return false;
        }

        own.IsQueued = false;
        if (written == StreamWrite.Written)
        {
            Subscriptions.OnWritten(own, now);
        }

        if (own.IsOnce)
        {
            Subscriptions.EndOnce(own);
        }
        else if (own.CanStepIn && written != StreamWrite.StatusFirst)
        {
            // With nothing to send it can only meet the cohort, and not before that may move.
            own.DueAt = Math.Max(own.DueAt, cohort.AllowedAt);
            cohort.Await(own, now);
        }

        return true;
    }

    /// <summary>Sends the flush that has begun; false when the client does not take another one now.</summary>
    [SuppressMessage(
        "Reliability", "CA2012:Use ValueTasks correctly", Justification = "Awaited once, by hand: no state machine per flush.")]
    private bool TrySend(long now)
    {
        var flush = _flush!;
        if (flush.Length == 0)
        {
            ReleaseFlush();
            return true;
        }

        _flush = null;
        BeginWithStamp(flush);
        Window.BeginSend(now);
        _session.NoteSent(Window.Sent);
        _environment.Recorder?.OnFlush(_session, Window.Sent, flush.Written);
        _environment.Counters.CountFlush(flush.Length);
        _bytesSent += flush.Length;
        Observe();
        try
        {
            var awaiter = _transport.SendAsync(flush).GetAwaiter();
            if (!awaiter.IsCompleted)
            {
                (_sending, _onItsWay) = (awaiter, flush);
                awaiter.UnsafeOnCompleted(_onSent ??= () => Post(SessionMail.Sent));
                return false;
            }

            awaiter.GetResult();
        }
        catch (Exception lost) when (lost is not OutOfMemoryException)
        {
            Lane.ReturnBuffer(flush);
            LosePeer();
            return false;
        }

        FinishSend(flush, now);
        return true;
    }

    private void OnSent(long now)
    {
        var flush = _onItsWay!;
        _onItsWay = null;
        try
        {
            _sending.GetResult();
        }
        catch (Exception lost) when (lost is not OutOfMemoryException)
        {
            LosePeer();
            return;
        }

        FinishSend(flush, now);
    }

    private void FinishSend(FlushBuffer flush, long now)
    {
        var length = flush.Length;
        Window.EndSend(length, now);
        Lane.ReturnBuffer(flush);
        if (BytesPerSecondMax > 0)
        {
            _bytesAllowedAt = Math.Max(_bytesAllowedAt, now) + (length * 1000L / BytesPerSecondMax);
        }
    }

    /// <summary>What a transport throws is the connection's end, never a fault of the gateway.</summary>
    private void LosePeer()
    {
        _session.End(SessionEndReason.PeerLost, "the connection broke");
        End();
    }

    private void ReleaseFlush()
    {
        if (_flush is { } flush)
        {
            Lane.ReturnBuffer(flush);
            _flush = null;
        }
    }
}
