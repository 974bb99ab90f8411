using MarketGateway.Core.Books;

namespace MarketGateway.Core.Conflation;

/// <summary>
/// Where a client last saw the prices of a quote, and how far they must move before it wants to see them again. Owned by
/// the cursor.
/// </summary>
/// <param name="movementMin">In the symbol's price units; above 0.</param>
internal sealed class PriceMove(long movementMin)
{
    private long _bid = Quote.NoValue;
    private long _ask = Quote.NoValue;
    private long _last = Quote.NoValue;

    public bool IsReached(Quote quote, QuoteFields fields) =>
        (fields.HasFlag(QuoteFields.BidPrice) && HasMoved(_bid, quote[QuoteFields.BidPrice])) ||
        (fields.HasFlag(QuoteFields.AskPrice) && HasMoved(_ask, quote[QuoteFields.AskPrice])) ||
        (fields.HasFlag(QuoteFields.LastPrice) && HasMoved(_last, quote[QuoteFields.LastPrice]));

    public void See(Quote quote)
    {
        _bid = quote[QuoteFields.BidPrice];
        _ask = quote[QuoteFields.AskPrice];
        _last = quote[QuoteFields.LastPrice];
    }

    /// <summary>A price that appears or vanishes has moved.</summary>
    private bool HasMoved(long seen, long now) =>
        seen == Quote.NoValue || now == Quote.NoValue ? seen != now : Math.Abs(now - seen) >= movementMin;
}
