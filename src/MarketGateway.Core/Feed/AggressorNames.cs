using MarketGateway.Core.Books;

namespace MarketGateway.Core.Feed;

/// <summary>What the values of <see cref="Aggressor"/> are called in records.</summary>
internal static class AggressorNames
{
    public static ReadOnlySpan<byte> NameOf(Aggressor aggressor) => aggressor switch
    {
        Aggressor.Unknown => "unknown"u8,
        Aggressor.Buy => "buy"u8,
        Aggressor.Sell => "sell"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(aggressor), aggressor, "Not an aggressor of schemas/kafka."),
    };

    /// <summary>Finds the aggressor with a name of schemas/kafka; false when there is none.</summary>
    public static bool TryParse(ReadOnlySpan<byte> name, out Aggressor aggressor)
    {
        for (aggressor = Aggressor.Unknown; aggressor <= Aggressor.Sell; aggressor++)
        {
            if (name.SequenceEqual(NameOf(aggressor)))
            {
                return true;
            }
        }

        aggressor = Aggressor.Unknown;
        return false;
    }
}
