using System.Numerics;

namespace MarketGateway.Client;

/// <summary>The order of the quote fields on the wire.</summary>
internal static class QuoteFieldList
{
    public const int Count = 14;

    public static int IndexOf(QuoteFields field) => BitOperations.TrailingZeroCount((int)field);
}
