using System.Numerics;

namespace MarketGateway.Client;

/// <summary>The order and the names of the quote fields on the wire.</summary>
internal static class QuoteFieldList
{
    public const int Count = 14;

    public const QuoteFields All = (QuoteFields)((1 << Count) - 1);

    private static readonly string[] Names =
    [
        "bidPrice", "bidSize", "askPrice", "askSize", "lastPrice", "lastSize", "lastAggressor", "open", "high", "low",
        "previousClose", "volume", "lastTradeAt", "occurredAt",
    ];

    public static int IndexOf(QuoteFields field) => BitOperations.TrailingZeroCount((int)field);

    public static string NameOf(int bit) => Names[bit];
}
