using MarketGateway.Core.Books;
using MarketGateway.Core.Instruments;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>Which parameters cannot go together for an instrument.</summary>
internal static class StreamRules
{
    private const QuoteFields Prices = QuoteFields.BidPrice | QuoteFields.AskPrice | QuoteFields.LastPrice;

    private const long IntegerLimit = 1L << 53;

    /// <summary>Says in words what does not go together; null when everything does.</summary>
    public static string? WhatIsImpossible(StreamParameters parameters, InstrumentDefinition definition)
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
