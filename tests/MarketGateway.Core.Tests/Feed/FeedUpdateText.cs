using System.Text;
using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Tests.Feed;

/// <summary>Everything an update says as one text, so that two updates compare, and differ readably.</summary>
internal static class FeedUpdateText
{
    public static string Of(FeedUpdate update)
    {
        var text = new StringBuilder();
        text.Append($"{update.Kind} {update.Sequence} at {update.OccurredAt}");
        text.Append($" scales {update.PriceScale} {update.SizeScale}");
        text.Append($" bid {update.BidPrice} x {update.BidSize} ask {update.AskPrice} x {update.AskSize}");
        text.Append($" day {update.Open} {update.High} {update.Low} {update.PreviousClose} {update.Volume}");
        text.Append($" trade {update.Price} x {update.Size} {update.Aggressor} {update.TradeId} {update.Definition}");
        text.Append($" last {update.LastPrice} x {update.LastSize} {update.LastAggressor} {update.LastTradeAt}");
        text.Append($" phase {update.Phase} alias of {update.AliasOf}");
        AppendLevels(text.Append(" bids"), update.Bids);
        AppendLevels(text.Append(" asks"), update.Asks);
        return text.ToString();
    }

    private static void AppendLevels(StringBuilder text, ReadOnlySpan<PriceLevel> levels)
    {
        foreach (PriceLevel level in levels)
        {
            text.Append($" {level.Price}:{level.Size}");
        }
    }
}
