namespace MarketGateway.Core.Books;

/// <summary>
/// The true sums of those groups of one side that the wire cannot say: beyond 2^53 - 1. So a group that is sent as "at
/// least so much" comes back to its exact size when levels go. Nearly always empty. Owned by a <see cref="GroupedBook"/>.
/// </summary>
internal sealed class LargeGroups
{
    private readonly Dictionary<long, Int128> _sums = [];

    public void Clear() => _sums.Clear();

    /// <summary>Gets the true sum at a price whose level has this size.</summary>
    public Int128 SumOf(long price, long size) =>
        size == WireInteger.Max && _sums.TryGetValue(price, out var sum) ? sum : size;

    /// <summary>Remembers the true sum at a price if need be; answers the size that its level has.</summary>
    public long SizeOf(long price, Int128 sum)
    {
        if (sum > WireInteger.Max)
        {
            _sums[price] = sum;
            return WireInteger.Max;
        }

        if (_sums.Count > 0)
        {
            _sums.Remove(price);
        }

        return (long)sum;
    }
}
