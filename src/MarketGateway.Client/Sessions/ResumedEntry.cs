namespace MarketGateway.Client;

/// <summary>
/// What an entry of <c>resumed</c> stands for (schemas/wire, section 5): the stream goes on with the parameters that its
/// request asked for, and its symbol is as it should be.
/// </summary>
internal static class ResumedEntry
{
    private const int Length = 5;

    private static readonly string[] Channels = ["quote", "book", "trade"];

    /// <summary>Writes the entry out as it would stand in <c>streams</c>; since when it is live is not told.</summary>
    /// <param name="entry">Symbol, stream, price scale, size scale, tick size, perhaps phase and since when; perhaps more one day.</param>
    /// <param name="channel">The channel of the request.</param>
    /// <param name="asked">Its parameters.</param>
    public static WireMap WriteOut(List<object?> entry, MarketChannel channel, SubscriptionOptions asked)
    {
        if (entry.Count < Length || entry[0] is not string || !entry[1..Length].TrueForAll(static value => value is long))
        {
            throw new WireFormatException("an entry of 'resumed' is not [symbol, stream, priceScale, sizeScale, tickSize]");
        }

        return new WireMap
        {
            ["symbol"] = entry[0],
            ["stream"] = entry[1],
            ["channel"] = Channels[(int)channel],
            ["depth"] = (long)asked.Depth,
            ["intervalMs"] = (long)asked.Interval.TotalMilliseconds,
            ["history"] = (long)asked.History,
            ["grouping"] = (long)asked.Grouping,
            ["orders"] = asked.Orders,
            ["fields"] = channel == MarketChannel.Quote ? (long)asked.EffectiveFields : 0,
            ["minPriceMove"] = (long)asked.MinPriceMove,
            ["minTradeSize"] = asked.MinTradeSize,
            ["merge"] = asked.Merge == MergeMode.Never ? "never" : "auto",
            ["priceScale"] = entry[2],
            ["sizeScale"] = entry[3],
            ["tickSize"] = entry[4],
            ["state"] = "live",
            ["reason"] = "ok",
            ["since"] = null,
            ["phase"] = entry.ElementAtOrDefault(Length),
            ["phaseSince"] = entry.ElementAtOrDefault(Length + 1),
            ["start"] = "delta",
        };
    }
}
