namespace MarketGateway.Core.Feed;

/// <summary>The bounds of schemas/kafka that are part of the contract and so are not configurable.</summary>
public static class FeedLimits
{
    /// <summary>The largest absolute value of an integer: 2^53 - 1, the last that JavaScript holds exactly.</summary>
    public const long IntegerMax = (1L << 53) - 1;

    /// <summary>The largest scale: with 12 digits after the point, 2^53 leaves about 9,000 units before it.</summary>
    public const int ScaleMax = 12;

    /// <summary>The longest symbol, in bytes of UTF-8.</summary>
    public const int SymbolBytesMax = 64;

    public const int VenueBytesMax = 32;

    public const int AssetClassBytesMax = 32;

    public const int CurrencyBytesMax = 8;

    public const int DescriptionBytesMax = 128;
}
