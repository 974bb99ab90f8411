using MarketGateway.Core.Books;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>
/// Tells a client of changed symbol states before the data they speak of: one message for all streams that share a
/// status.
/// </summary>
internal static class StatusTeller
{
    public static void Tell(ReadOnlySpan<Subscription> changed, WireFormat format, FlushBuffer flush)
    {
        Dictionary<SymbolStatus, List<int>>? groups = null;
        foreach (var subscription in changed)
        {
            var status = subscription.Stream.Status;
            if (subscription.IsEnded || ReferenceEquals(status, subscription.ToldStatus) ||
                subscription.Stream.Channel.LogEpoch != subscription.ToldEpoch)
            {
                continue;
            }

            subscription.ToldStatus = status;
            TellScales(subscription, format, flush);
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

    /// <summary>A log that was replaced may define a symbol with other scales: they are told before any of its data.</summary>
    private static void TellScales(Subscription subscription, WireFormat format, FlushBuffer flush)
    {
        if (subscription.Stream.Symbol.Definition is not { } definition ||
            (definition.PriceScale == subscription.ToldPriceScale && definition.SizeScale == subscription.ToldSizeScale))
        {
            return;
        }

        subscription.ToldPriceScale = (byte)definition.PriceScale;
        subscription.ToldSizeScale = (byte)definition.SizeScale;
        var answer = new SubscribeAnswer(SubscribeAnswer.Subscribed);
        answer.Streams.Add(subscription.Describe(definition, isResumed: false));
        var writer = new WireWriter(flush, format);
        answer.Write(ref writer, id: null, more: false);
    }
}
