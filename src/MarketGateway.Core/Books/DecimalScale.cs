namespace MarketGateway.Core.Books;

/// <summary>Moves integers from one decimal scale to another.</summary>
public static class DecimalScale
{
    private static readonly long[] PowersOfTen =
    [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000,
        100_000_000_000, 1_000_000_000_000,
    ];

    /// <summary>Gets 10 to the power of a difference of two scales, 0 to 12.</summary>
    public static long PowerOfTen(int digits) => PowersOfTen[digits];

    /// <summary>Converts to a finer or equal scale; false when the result would pass 2^53.</summary>
    public static bool TryRefine(ref long value, int digits)
    {
        var factor = PowersOfTen[digits];
        if (Math.Abs(value) > WireInteger.Max / factor)
        {
            return false;
        }

        value *= factor;
        return true;
    }

    /// <summary>
    /// Converts a step or a threshold, above 0: to a coarser scale rounded up, since one unit is the smallest step there;
    /// to a finer one at most to 2^53 - 1.
    /// </summary>
    public static long Reach(long value, int fromScale, int toScale)
    {
        var digits = toScale - fromScale;
        if (digits >= 0)
        {
            return TryRefine(ref value, digits) ? value : WireInteger.Max;
        }

        var (whole, rest) = Math.DivRem(value, PowersOfTen[-digits]);
        return rest > 0 ? whole + 1 : whole;
    }
}
