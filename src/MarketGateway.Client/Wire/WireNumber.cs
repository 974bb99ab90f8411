namespace MarketGateway.Client;

/// <summary>What the integers of a data message may be (schemas/wire, sections 1 and 2).</summary>
internal static class WireNumber
{
    private const long Max = (1L << 53) - 1;

    /// <summary>Answers the value, if it is one that the wire allows.</summary>
    public static long Checked(long value) => value is >= -Max and <= Max
        ? value
        : throw new WireFormatException($"the integer {value} is beyond 2^53");

    public static BookLevel Level(long price, long size, long orders = 0) =>
        new(price, Size(size)) { Orders = Size(orders) };

    public static long Size(long value) =>
        value >= 0 ? value : throw new WireFormatException($"the size {value} is below 0");
}
