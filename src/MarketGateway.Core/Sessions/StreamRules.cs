using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Instruments;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>What a client may ask for: which stream it is, what cannot go together, and what can be exchanged for what.</summary>
internal static class StreamRules
{
    private const QuoteFields Prices = QuoteFields.BidPrice | QuoteFields.AskPrice | QuoteFields.LastPrice;

    private const long IntegerLimit = 1L << 53;

    /// <summary>Gets the key of the stream that parameters ask for.</summary>
    public static StreamKey KeyOf(StreamParameters parameters) => new(parameters.Channel, parameters.Depth)
    {
        Grouping = parameters.Grouping,
        Fields = parameters.Fields,
        MinTradeSize = parameters.MinTradeSize,
    };

    /// <summary>Makes the key of what a client asks for; refuses what does not go together or is filtered out.</summary>
    public static bool TryMakeKey(
        MarketSymbol symbol, StreamParameters parameters, AttributeFilter? filter, SubscribeAnswer answer, out StreamKey key)
    {
        key = KeyOf(parameters);
        if (symbol.Definition is not { } definition)
        {
            // The log was replaced since the symbol was selected.
            answer.Refuse(symbol.Symbol, RequestErrorCode.UnknownSymbol, $"there is no symbol '{symbol.Symbol}' any more");
            return false;
        }

        if (filter?.Matches(definition) == false)
        {
            answer.Refuse(symbol.Symbol, RequestErrorCode.FilteredOut, $"'{symbol.Symbol}' does not have the attributes that 'filter' asks for");
            return false;
        }

        if (WhatIsImpossible(parameters, definition) is { } impossible)
        {
            answer.Refuse(symbol.Symbol, RequestErrorCode.BadCombination, $"'{symbol.Symbol}': {impossible}");
            return false;
        }

        return true;
    }

    /// <summary>
    /// Says whether a client that follows one stream can go on with another of the channel from where it stands: a
    /// smaller or larger depth, fewer fields, another size of trades. Other grouping and new fields need a snapshot.
    /// </summary>
    public static bool ShowsNothingNew(StreamKey from, StreamKey to) =>
        from.Grouping == to.Grouping && (to.Fields & ~from.Fields) == QuoteFields.None;

    /// <summary>Says whether changes are of parameters that the stream's channel has; refuses them otherwise.</summary>
    public static bool BelongTo(Subscription held, ParameterChanges changes, SubscribeAnswer answer)
    {
        var channel = held.Parameters.Channel;
        if (changes.ForeignTo(channel) is not { } foreign)
        {
            return true;
        }

        answer.Refuse(
            held.Stream.Number, RequestErrorCode.UnknownField, $"'{foreign}' does not belong to channel '{WireName.Of(channel)}'");
        return false;
    }

    /// <summary>Says in words what does not go together; null when everything does.</summary>
    private static string? WhatIsImpossible(StreamParameters parameters, InstrumentDefinition definition)
    {
        if (parameters.Grouping > 1 && parameters.Grouping >= IntegerLimit / definition.TickSize)
        {
            return $"a grouping of {parameters.Grouping} price steps of {definition.TickSize} is beyond 2^53";
        }

        if (parameters.MinPriceMove > 0 && (parameters.Fields & Prices) == QuoteFields.None)
        {
            return "'minPriceMove' needs bidPrice, askPrice or lastPrice among 'fields'";
        }

        return null;
    }
}
