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
        SubscribeAnswer? renewed = null;
        foreach (var subscription in changed)
        {
            if (subscription.IsEnded || subscription.Stream.Channel.LogEpoch != subscription.ToldEpoch)
            {
                continue;
            }

            var status = subscription.Stream.Status;
            var isSameStatus = ReferenceEquals(status, subscription.ToldStatus);
            subscription.ToldStatus = status;
            if (TryRenew(session, subscription))
            {
                renewed ??= new SubscribeAnswer(SubscribeAnswer.Subscribed);
                renewed.Streams.Add(subscription.Describe(subscription.Stream.GoesOnFrom(subscription)));
            }

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

        if (renewed is not null)
        {
            var writer = new WireWriter(flush, format);
            renewed.Write(ref writer, id: null, more: false);
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
    /// Takes on what numbers and versions mean now, where that has changed; it is told before any data of it. A symbol's
    /// scales are others, it has moved to another partition, or its first record has come.
    /// </summary>
    private static bool TryRenew(Session session, Subscription subscription)
    {
        var generation = subscription.Stream.Generation;
        if (ReferenceEquals(generation, subscription.ToldGeneration))
        {
            return false;
        }

        session.Subscriptions.Restate(subscription, generation);
        return true;
    }
}
