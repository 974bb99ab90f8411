using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Mapping;

/// <summary>
/// A decimal number exactly as a record says it: <c>Mantissa</c> units of 10^-<c>Scale</c>, without zeros at the end. Read
/// digit by digit, never through binary floating point.
/// </summary>
/// <param name="Mantissa">The digits, without the point.</param>
/// <param name="Scale">How many of them stand after the point.</param>
public readonly record struct DecimalNumber(long Mantissa, int Scale)
{
    /// <summary>The most digits after the point that are kept while a number is read; what is finer must be zeros.</summary>
    private const int DigitsMax = 18;

    private const int ExponentMax = 400;

    /// <summary>Reads <c>-12.340</c> and <c>1.234e3</c>; false when it is no number, or has more digits than 64 bits hold.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out DecimalNumber number)
    {
        number = default;
        var isNegative = !text.IsEmpty && text[0] == '-';
        var at = isNegative || (!text.IsEmpty && text[0] == '+') ? 1 : 0;
        long mantissa = 0;
        int scale = 0, digits = 0, zeros = 0;
        var isAfterPoint = false;
        for (; at < text.Length; at++)
        {
            var digit = text[at] - '0';
            if ((uint)digit <= 9)
            {
                digits++;
                scale += isAfterPoint ? 1 : 0;

                // Zeros are held back until a digit follows: "1.0000000000000000000000" is 1.
                zeros++;
                if (digit != 0 && !TryAppend(ref mantissa, zeros, digit))
                {
                    return false;
                }

                zeros = digit != 0 ? 0 : zeros;
            }
            else if (text[at] == '.' && !isAfterPoint && digits > 0)
            {
                isAfterPoint = true;
            }
            else
            {
                break;
            }
        }

        if (digits == 0 || text[at - 1] == '.' || !TryReadExponent(text[at..], out var exponent))
        {
            return false;
        }

        return TryFinish(mantissa, isNegative, scale - exponent, zeros, out number);
    }

    public DecimalNumber Negate() => this with { Mantissa = -Mantissa };

    /// <summary>Adds two numbers exactly; false when the sum has more digits than 64 bits hold.</summary>
    public bool TryAdd(DecimalNumber other, out DecimalNumber sum)
    {
        var scale = Math.Max(Scale, other.Scale);
        var total = At(scale) + other.At(scale);
        sum = new DecimalNumber((long)total, scale).Trim();
        return total >= -long.MaxValue && total <= long.MaxValue;
    }

    /// <summary>Takes away zeros at the end of the digits after the point.</summary>
    public DecimalNumber Trim()
    {
        var (mantissa, scale) = (Mantissa, Scale);
        while (scale > 0 && mantissa % 10 == 0)
        {
            mantissa /= 10;
            scale--;
        }

        return new DecimalNumber(mantissa, mantissa == 0 ? 0 : scale);
    }

    /// <summary>Gets the number in units of 10^-<paramref name="scale"/>; false when it has finer digits or would pass 2^53.</summary>
    public bool TryAt(int scale, out long mantissa)
    {
        mantissa = Mantissa;
        var digits = scale - Scale;
        for (; digits < 0; digits++)
        {
            if (mantissa % 10 != 0)
            {
                return false;
            }

            mantissa /= 10;
        }

        for (; digits > 0; digits--)
        {
            if (Math.Abs(mantissa) > FeedLimits.IntegerMax)
            {
                return false;
            }

            mantissa *= 10;
        }

        return Math.Abs(mantissa) <= FeedLimits.IntegerMax;
    }

    /// <summary>Gets the number in units of 10^-<paramref name="scale"/>, which is not coarser than its own.</summary>
    private Int128 At(int scale)
    {
        Int128 mantissa = Mantissa;
        for (var digits = scale - Scale; digits > 0; digits--)
        {
            mantissa *= 10;
        }

        return mantissa;
    }

    private static bool TryAppend(ref long mantissa, int digits, int digit)
    {
        for (; digits > 0; digits--)
        {
            if (mantissa > (long.MaxValue - 9) / 10)
            {
                return false;
            }

            mantissa *= 10;
        }

        mantissa += digit;
        return true;
    }

    private static bool TryReadExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        if (text.IsEmpty)
        {
            return true;
        }

        if (text.Length < 2 || text[0] is not ((byte)'e' or (byte)'E'))
        {
            return false;
        }

        var isNegative = text[1] == '-';
        var at = isNegative || text[1] == '+' ? 2 : 1;
        if (at == text.Length)
        {
            return false;
        }

        for (; at < text.Length; at++)
        {
            var digit = text[at] - '0';
            if ((uint)digit > 9 || exponent > ExponentMax)
            {
                return false;
            }

            exponent = (exponent * 10) + digit;
        }

        exponent = isNegative ? -exponent : exponent;
        return true;
    }

    /// <summary>Puts the zeros back that stand before the point; those after it say nothing.</summary>
    private static bool TryFinish(long digits, bool isNegative, int scale, int zeros, out DecimalNumber number)
    {
        number = default;
        if (digits == 0)
        {
            return true;
        }

        for (scale -= zeros; scale < 0; scale++)
        {
            if (!TryAppend(ref digits, 1, 0))
            {
                return false;
            }
        }

        number = new DecimalNumber(isNegative ? -digits : digits, scale);
        return scale <= DigitsMax;
    }
}
