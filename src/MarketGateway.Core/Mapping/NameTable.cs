using System.Text;

namespace MarketGateway.Core.Mapping;

/// <summary>The names of two things in the records of a source: of bid and ask, or of buy and sell. Immutable.</summary>
/// <param name="First">What the first is called.</param>
/// <param name="Second">What the second is called.</param>
internal sealed record NameTable(byte[][] First, byte[][] Second)
{
    /// <summary>Gets what sides are called when the mapping does not say; upper and lower case alike.</summary>
    public static NameTable Sides { get; } = Of(["bid", "bids", "buy", "b"], ["ask", "asks", "offer", "sell", "a", "s"]);

    /// <summary>Gets what aggressors are called when the mapping does not say; upper and lower case alike.</summary>
    public static NameTable Aggressors { get; } = Of(["buy", "b", "bid"], ["sell", "s", "ask", "a"]);

    public static NameTable Of(string[] first, string[] second) =>
        new(Array.ConvertAll(first, Encoding.UTF8.GetBytes), Array.ConvertAll(second, Encoding.UTF8.GetBytes));

    /// <summary>Tells which of the two a name means; 0 for the first, 1 for the second, -1 for neither.</summary>
    public int Find(ReadOnlySpan<byte> name) => Has(First, name) ? 0 : Has(Second, name) ? 1 : -1;

    public static bool Has(byte[][] names, ReadOnlySpan<byte> name)
    {
        foreach (var candidate in names)
        {
            if (Ascii.EqualsIgnoreCase(candidate, name))
            {
                return true;
            }
        }

        return false;
    }
}
