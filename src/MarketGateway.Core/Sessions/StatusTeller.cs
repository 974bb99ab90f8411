using MarketGateway.Core.Books;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>
/// Tells a client of changed symbol states before the data they speak of: one message for all streams that share a
/// status.
/// </summary>
internal static class StatusTeller
{
    public static void Tell(Session session, ReadOnlySpan<Subscription> changed, WireFormat format, FlushBuffer flush)
    {
        Dictionary<SymbolStatus, List<int>>? groups = null;
        foreach (var subscription in changed)
        {
            if (subscription.IsEnded || subscription.Stream.Channel.LogEpoch != subscription.ToldEpoch)
            {
                continue;
            }

            var status = subscription.Stream.Status;
            var isSameStatus = ReferenceEquals(status, subscription.ToldStatus);
            subscription.ToldStatus = status;
            TellGeneration(session, subscription, format, flush);
            if (isSameStatus)
            {
                continue;
            }

            groups ??= [];
            if (!groups.TryGetValue(status, out var streams))
            {
                groups.Add(status, streams = []);
            }

            streams.Add(subscription.Stream.Number);
        }

        if (groups is null)
        {
            return;
        }

        foreach (var (status, streams) in groups)
        {
            var writer = new WireWriter(flush, format);
            ControlWriter.WriteStatus(ref writer, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(streams), status);
        }
    }

    /// <summary>
    /// What numbers and versions mean is told before any data of it: a symbol's scales have changed, it has moved to
    /// another partition, or its first record has come.
    /// </summary>
    private static void TellGeneration(Session session, Subscription subscription, WireFormat format, FlushBuffer flush)
    {
        var generation = subscription.Stream.Generation;
        if (ReferenceEquals(generation, subscription.ToldGeneration))
        {
            return;
        }

        session.Subscriptions.Restate(subscription, generation);
        var answer = new SubscribeAnswer(SubscribeAnswer.Subscribed);
        answer.Streams.Add(subscription.Describe(subscription.Stream.GoesOnFrom(subscription)));
        var writer = new WireWriter(flush, format);
        answer.Write(ref writer, id: null, more: false);
    }
}
