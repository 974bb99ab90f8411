using System.Runtime.InteropServices;
using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Delivery;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>
/// Writes changed symbol states, and what numbers and versions mean from now on, before the data they speak of: one message
/// for all streams that share a status, and one for all generations that begin.
/// </summary>
internal sealed class StatusWriter(LaneSession session)
{
    private readonly Dictionary<SymbolStatus, List<int>> _groups = [];
    private SubscribeAnswer? _renewed;

    /// <summary>Writes those that a beat has news of.</summary>
    public static void Write(LaneSession session, CohortMember member, FlushBuffer flush)
    {
        var changed = new List<(int Slot, CohortStream Stream)>();
        member.CollectStatuses(changed);
        if (changed.Count == 0)
        {
            return;
        }

        var writer = new StatusWriter(session);
        foreach (var (slot, stream) in changed)
        {
            if (!ReferenceEquals(stream.Now.SentGeneration, stream.Before.SentGeneration))
            {
                writer.AddRenewed(slot, stream.Stream, stream.Now, stream.Before);
            }

            if (!ReferenceEquals(stream.Now.SentStatus, stream.Before.SentStatus))
            {
                writer.AddStatus(stream.Stream.Number, stream.Now.SentStatus!);
            }
        }

        writer.WriteAll(flush);
    }

    /// <summary>Writes those of cursors that are about to be led on.</summary>
    public static void Write(LaneSession session, List<OwnCursor> queue, FlushBuffer flush)
    {
        StatusWriter? writer = null;
        foreach (var own in queue)
        {
            if (own.IsWanting)
            {
                Collect(session, own, ref writer);
            }
        }

        writer?.WriteAll(flush);
    }

    /// <summary>Writes those of paused subscriptions, which are not led on.</summary>
    public static void WritePaused(LaneSession session, FlushBuffer flush)
    {
        if (session.Subscriptions.PausedCount == 0)
        {
            return;
        }

        StatusWriter? writer = null;
        foreach (var slot in session.Subscriptions.Slots)
        {
            if (session.Subscriptions.OwnOf(slot) is { State: SubscriptionState.Paused } own)
            {
                Collect(session, own, ref writer);
            }
        }

        writer?.WriteAll(flush);
    }

    private static void Collect(LaneSession session, OwnCursor own, ref StatusWriter? writer)
    {
        var stream = own.Stream.Stream;
        own.SentEpoch = session.SentEpoch;
        if (stream.IsSentAllButData(own) || stream.Channel.LogEpoch != session.SentEpoch)
        {
            return;
        }

        writer ??= new StatusWriter(session);
        var (status, generation) = (stream.Status, stream.Generation);
        var isStatusNew = !ReferenceEquals(status, own.SentStatus);
        own.SentStatus = status;
        if (!ReferenceEquals(generation, own.SentGeneration))
        {
            own.SentGeneration = generation;
            writer.AddRenewed(own.Slot, stream, own, own);
            own.SetPriceMove(own.Terms.Parameters.MinPriceMove * stream.Symbol.TickSizeIn(generation));
        }

        if (isStatusNew)
        {
            writer.AddStatus(stream.Number, status);
        }
    }

    private void AddRenewed(int slot, MarketStream stream, StreamCursor sent, StreamCursor held)
    {
        _renewed ??= new SubscribeAnswer(SubscribeAnswer.Subscribed);
        if (slot >= 0)
        {
            session.Subscriptions.ChangeTerms(slot, SessionRequests.Restate(session.Subscriptions.TermsOf(slot), stream, sent.SentGeneration!));
            _renewed.Streams.Add(SessionRequests.Describe(
                stream, session.Subscriptions.TermsOf(slot).Parameters, sent, stream.GoesOnFrom(held)));
        }
        else
        {
            var own = (OwnCursor)sent;
            own.Terms = SessionRequests.Restate(own.Terms, stream, sent.SentGeneration!);
            _renewed.Streams.Add(SessionRequests.Describe(stream, own.Terms.Parameters, sent, isResumed: false));
        }
    }

    private void AddStatus(int stream, SymbolStatus status)
    {
        if (!_groups.TryGetValue(status, out var streams))
        {
            _groups.Add(status, streams = []);
        }

        streams.Add(stream);
    }

    private void WriteAll(FlushBuffer flush)
    {
        if (_renewed is not null)
        {
            var writer = new WireWriter(flush, session.Format);
            _renewed.Write(ref writer, id: null, more: false);
        }

        foreach (var (status, streams) in _groups)
        {
            var writer = new WireWriter(flush, session.Format);
            ControlWriter.WriteStatus(ref writer, CollectionsMarshal.AsSpan(streams), status);
        }
    }
}
