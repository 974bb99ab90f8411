using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Schemas;

/// <summary>Decimals that are bytes: a whole number of units of 10^-scale, highest byte first, in two's complement.</summary>
internal static class BigEndian
{
    private const int BytesMax = 16;
    private const int ScaleMax = 100;

    public static DecodeError Write(ReadOnlySpan<byte> bytes, int scale, TreeText output)
    {
        // Bytes in front that only repeat the sign say nothing.
        while (bytes.Length > BytesMax && bytes[0] is 0 or 0xff && (bytes[0] ^ bytes[1]) < 0x80)
        {
            bytes = bytes[1..];
        }

        if (bytes.Length > BytesMax || Math.Abs((long)scale) > ScaleMax)
        {
            return DecodeError.OutOfRange;
        }

        if (bytes.Length <= sizeof(long))
        {
            var number = bytes.IsEmpty || bytes[0] < 0x80 ? 0L : -1;
            foreach (var value in bytes)
            {
                number = (number << 8) | value;
            }

            output.Decimal(number, scale);
            return DecodeError.None;
        }

        Int128 mantissa = bytes.IsEmpty || bytes[0] < 0x80 ? 0 : -1;
        foreach (var value in bytes)
        {
            mantissa = (mantissa << 8) | value;
        }

        output.Decimal(mantissa, scale);
        return DecodeError.None;
    }
}
