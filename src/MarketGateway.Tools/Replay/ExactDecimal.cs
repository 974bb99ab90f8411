using System.Globalization;

namespace MarketGateway.Tools.Replay;

/// <summary>
/// A decimal number as a file writes it, without rounding: <see cref="Mantissa"/> in units of 10^-<see cref="Scale"/>,
/// the scale as small as it can be (4799.50 is 47995 at scale 1).
/// </summary>
public readonly record struct ExactDecimal(long Mantissa, int Scale)
{
    /// <summary>The most decimals of schemas/kafka.</summary>
    public const int ScaleMax = 12;

    /// <summary>Integers of the feed stay below this (schemas/kafka).</summary>
    private const long IntegerEnd = 1L << 53;

    /// <summary>A longer number than this cannot be below 2^53 in any scale.</summary>
    private const int DigitsMax = 17;

    /// <summary>Reads digits, perhaps a sign, a point and an exponent (small amounts are written as 1e-7).</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out ExactDecimal value)
    {
        value = default;
        var isNegative = text.Length > 0 && text[0] == '-';
        var digits = isNegative ? text[1..] : text;
        var exponent = 0;
        var mark = digits.IndexOfAny((byte)'e', (byte)'E');
        if (mark >= 0)
        {
            if (!int.TryParse(digits[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
                out exponent) || Math.Abs(exponent) > 30)
            {
                return false;
            }

            digits = digits[..mark];
        }

        if (!TryParseDigits(digits, out var mantissa, out var scale))
        {
            return false;
        }

        return TryNormalise(isNegative ? -mantissa : mantissa, scale - exponent, out value);
    }

    /// <summary>Gives the number in units of 10^-<paramref name="scale"/>; false when it does not fit.</summary>
    public bool TryAtScale(int scale, out long value)
    {
        value = Mantissa;
        if (scale < Scale)
        {
            return false;
        }

        for (var i = Scale; i < scale; i++)
        {
            if (Math.Abs(value) >= IntegerEnd)
            {
                return false;
            }

            value *= 10;
        }

        return Math.Abs(value) < IntegerEnd;
    }

    private static bool TryParseDigits(ReadOnlySpan<byte> text, out long mantissa, out int scale)
    {
        mantissa = 0;
        scale = 0;
        var point = text.IndexOf((byte)'.');
        var whole = point < 0 ? text : text[..point];
        var decimals = point < 0 ? default : text[(point + 1)..].TrimEnd((byte)'0');
        if (whole.Length == 0 || (point >= 0 && text.Length == point + 1))
        {
            return false;
        }

        whole = whole.TrimStart((byte)'0');
        scale = decimals.Length;
        return whole.Length + decimals.Length <= DigitsMax
            && TryAppend(whole, ref mantissa)
            && TryAppend(decimals, ref mantissa);
    }

    private static bool TryAppend(ReadOnlySpan<byte> digits, ref long mantissa)
    {
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            mantissa = (mantissa * 10) + (digit - '0');
        }

        return true;
    }

    private static bool TryNormalise(long mantissa, int scale, out ExactDecimal value)
    {
        if (mantissa == 0)
        {
            value = default;
            return true;
        }

        while (scale > 0 && mantissa % 10 == 0)
        {
            mantissa /= 10;
            scale--;
        }

        for (; scale < 0 && Math.Abs(mantissa) < IntegerEnd; scale++)
        {
            mantissa *= 10;
        }

        value = new ExactDecimal(mantissa, scale);
        return scale >= 0;
    }
}
