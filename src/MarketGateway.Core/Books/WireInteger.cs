namespace MarketGateway.Core.Books;

/// <summary>The bounds of every integer on the wire (schemas/wire): what JavaScript reads exactly.</summary>
internal static class WireInteger
{
    /// <summary>The greatest: 2^53 - 1. The least is its negative.</summary>
    public const long Max = (1L << 53) - 1;

    /// <summary>Gets the value where the wire can say it, and else the nearest that it can.</summary>
    public static long Clamp(Int128 value) => (long)Int128.Clamp(value, -Max, Max);
}
