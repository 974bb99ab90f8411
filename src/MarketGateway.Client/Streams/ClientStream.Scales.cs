namespace MarketGateway.Client;

/// <content>What the stream's numbers are as decimals.</content>
public abstract partial class ClientStream
{
    /// <summary>A price of this stream as a decimal number.</summary>
    public decimal PriceOf(long price) => Scaled(price, Terms.PriceScale);

    /// <summary>A size of this stream as a decimal number.</summary>
    public decimal SizeOf(long size) => Scaled(size, Terms.SizeScale);

    private static decimal Scaled(long value, int scale)
    {
        var magnitude = Math.Abs(value);
        return new decimal((int)magnitude, (int)(magnitude >> 32), 0, value < 0, (byte)scale);
    }
}
