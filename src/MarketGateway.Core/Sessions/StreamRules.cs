using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>What a client may ask for: which stream it is, what cannot go together, and what can be exchanged for what.</summary>
internal static class StreamRules
{
    private const QuoteFields Prices = QuoteFields.BidPrice | QuoteFields.AskPrice | QuoteFields.LastPrice;

    private const long IntegerLimit = 1L << 53;

    /// <summary>
    /// Makes the key of what a client asks for; answers why not where the symbol is not allowed or filtered out, or
    /// parameters do not go together.
    /// </summary>
    public static RequestError? TryMakeKey(
        MarketSymbol symbol, SessionRights rights, StreamParameters parameters, AttributeFilter? filter, out StreamKey key)
    {
        key = default;
        if (!rights.Allows(symbol.Symbol))
        {
            return NotAllowed(symbol.Symbol);
        }

        if (parameters.Grouping > 1 && !rights.AllowsGrouping)
        {
            return new RequestError(
                RequestErrorCode.NotAllowed,
                $"'grouping' would sum up levels of '{symbol.Symbol}' that are deeper than the {rights.DepthMax} "
                + "that this session may see");
        }

        var generation = symbol.ChannelOf(parameters.Channel).Generation;
        if (symbol.Definition is not { } definition)
        {
            // The log was replaced since the symbol was selected.
            return new RequestError(RequestErrorCode.UnknownSymbol, $"there is no symbol '{symbol.Symbol}' any more");
        }

        if (filter?.Matches(definition) == false)
        {
            return new RequestError(
                RequestErrorCode.FilteredOut, $"'{symbol.Symbol}' does not have the attributes that 'filter' asks for");
        }

        var tickSize = symbol.TickSizeIn(generation);
        if (WhatIsImpossible(parameters, tickSize) is { } impossible)
        {
            return new RequestError(RequestErrorCode.BadCombination, $"'{symbol.Symbol}': {impossible}");
        }

        key = KeyOf(parameters, generation, tickSize);
        return null;
    }

    /// <summary>Makes the key of what a held stream is to become; answers why not where it cannot.</summary>
    public static RequestError? TryChangeKey(
        MarketStream stream,
        StreamParameters held,
        SessionRights rights,
        ParameterChanges changes,
        out StreamParameters parameters,
        out StreamKey key)
    {
        parameters = rights.Limit(changes.ApplyTo(held));
        var error = TryMakeKey(stream.Symbol, rights, parameters, filter: null, out key);
        var channel = held.Channel;
        return changes.ForeignTo(channel) is { } foreign
            ? new RequestError(RequestErrorCode.UnknownField, $"'{foreign}' does not belong to channel '{WireName.Of(channel)}'")
            : error;
    }

    /// <summary>
    /// Says whether a client that follows one stream can go on with another of the channel from where it stands: a
    /// smaller or larger depth, fewer fields, another size of trades. Other grouping, orders or none, and new fields
    /// need a snapshot.
    /// </summary>
    public static bool ShowsNothingNew(StreamKey from, StreamKey to) =>
        from.GroupStep == to.GroupStep && from.StepScale == to.StepScale && from.HasOrders == to.HasOrders
        && (to.Fields & ~from.Fields) == QuoteFields.None;

    /// <summary>Makes the answer for a symbol that a client may not see; the same whether it exists or not.</summary>
    public static RequestError NotAllowed(string symbol) => new(
        RequestErrorCode.NotAllowed, $"'{RequestFields.Shorten(symbol)}' is not among the symbols that this session may see");

    /// <summary>Says in words what does not go together; null when everything does.</summary>
    private static string? WhatIsImpossible(StreamParameters parameters, long tickSize)
    {
        if (parameters.Grouping > 1 && parameters.Grouping >= IntegerLimit / tickSize)
        {
            return $"a grouping of {parameters.Grouping} price steps of {tickSize} is beyond 2^53";
        }

        if (parameters.MinPriceMove > 0 && parameters.MinPriceMove >= IntegerLimit / tickSize)
        {
            return $"a price move of {parameters.MinPriceMove} price steps of {tickSize} is beyond 2^53";
        }

        if (parameters.MinPriceMove > 0 && (parameters.Fields & Prices) == QuoteFields.None)
        {
            return "'minPriceMove' needs bidPrice, askPrice or lastPrice among 'fields'";
        }

        if (parameters is { Merge: MergeMode.Never, IntervalMs: > 0 } or { Merge: MergeMode.Never, MinPriceMove: > 0 })
        {
            var other = parameters.IntervalMs > 0 ? "intervalMs" : "minPriceMove";
            return $"'merge' is never, which sends every update; '{other}' leaves some out: it must be 0";
        }

        return null;
    }

    private static StreamKey KeyOf(StreamParameters parameters, Generation generation, long tickSize)
    {
        var step = Shortest(parameters.Grouping > 1 ? parameters.Grouping * tickSize : 0, generation.PriceScale);
        var size = Shortest(parameters.MinTradeSize, generation.SizeScale);
        return new StreamKey(parameters.Channel, parameters.Depth)
        {
            GroupStep = step.Value,
            StepScale = step.Scale,
            HasOrders = parameters.HasOrders,
            Fields = parameters.Fields,
            IsEveryUpdate = parameters.Merge == MergeMode.Never,
            MinTradeSize = size.Value,
            MinTradeSizeScale = size.Scale,
        };
    }

    /// <summary>Writes a number without trailing zeros: who asks for the same in other scales shares the stream.</summary>
    private static (long Value, int Scale) Shortest(long value, int scale)
    {
        while (scale > 0 && value % 10 == 0)
        {
            (value, scale) = (value / 10, scale - 1);
        }

        return (value, scale);
    }
}
