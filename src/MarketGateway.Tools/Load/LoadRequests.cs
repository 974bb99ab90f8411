using MarketGateway.Client;

namespace MarketGateway.Tools.Load;

/// <summary>The requests of a session of the load.</summary>
internal static class LoadRequests
{
    /// <summary>What every data message begins with: kind, stream, from, to, merged, oldest.</summary>
    public const int HeadElements = 6;

    /// <summary>Makes what a session sends first: hello, and one subscribe per channel.</summary>
    public static IEnumerable<byte[]> Opening(
        LoadOptions options, IReadOnlyList<string> symbols, Func<MarketChannel, WireMap?>? resume)
    {
        yield return Write(new WireMap
        {
            ["op"] = "hello",
            ["id"] = 0L,
            ["heartbeatMs"] = (long)options.Heartbeat.TotalMilliseconds,
            ["window"] = (long)options.Window,
            ["client"] = "mgw load",
        });
        for (var i = 0; i < options.Channels.Count; i++)
        {
            yield return Write(Subscribe(options, options.Channels[i], symbols, i + 1, resume));
        }
    }

    public static byte[] Ack(long flush) => Write(new WireMap { ["op"] = "ack", ["flush"] = flush });

    private static WireMap Subscribe(
        LoadOptions options,
        MarketChannel channel,
        IReadOnlyList<string> symbols,
        long id,
        Func<MarketChannel, WireMap?>? resume)
    {
        var request = new WireMap
        {
            ["op"] = "subscribe",
            ["id"] = id,
            ["channel"] = channel.ToString().ToLowerInvariant(),
            ["symbols"] = symbols.Select(static symbol => (object?)symbol).ToList(),
        };
        ParameterWriter.Write(request, channel, Of(options.Subscription, channel), isOnce: false);
        if (resume?.Invoke(channel) is { } stand)
        {
            request["resume"] = stand;
        }

        return request;
    }

    /// <summary>Leaves out what the channel does not have: one load may ask for several.</summary>
    private static SubscriptionOptions Of(SubscriptionOptions all, MarketChannel channel) => all with
    {
        Depth = channel == MarketChannel.Book ? all.Depth : 0,
        Grouping = channel == MarketChannel.Book ? all.Grouping : 0,
        Fields = channel == MarketChannel.Quote ? all.Fields : QuoteFields.None,
        MinPriceMove = channel == MarketChannel.Quote ? all.MinPriceMove : 0,
        History = channel == MarketChannel.Trade ? all.History : 0,
        MinTradeSize = channel == MarketChannel.Trade ? all.MinTradeSize : 0,
    };

    private static byte[] Write(WireMap request) => RequestWriter.Write(request, WireEncoding.MessagePack);
}
