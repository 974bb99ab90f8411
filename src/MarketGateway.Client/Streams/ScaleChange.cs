namespace MarketGateway.Client;

/// <summary>Moves a price or size from one decimal scale to another, exactly or not at all.</summary>
internal static class ScaleChange
{
    /// <summary>The greatest integer of the wire.</summary>
    private const long IntegerMax = (1L << 53) - 1;

    public static bool TryConvert(long value, int from, int to, out long converted)
    {
        converted = value;
        for (; from < to; from++)
        {
            if (Math.Abs(converted) > IntegerMax / 10)
            {
                return false;
            }

            converted *= 10;
        }

        for (; from > to; from--)
        {
            if (converted % 10 != 0)
            {
                return false;
            }

            converted /= 10;
        }

        return true;
    }
}
