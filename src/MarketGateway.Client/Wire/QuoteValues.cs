using System.Numerics;

namespace MarketGateway.Client;

/// <summary>
/// The rules of the two last elements of a quote message: a bit set and as many values as it has bits.
/// </summary>
internal static class QuoteValues
{
    private const long KnownBits = (1L << QuoteFieldList.Count) - 1;

    /// <summary>The fields that version 1 names; later ones are read over.</summary>
    public static QuoteFields Known(long bits) => (QuoteFields)(bits & KnownBits);

    public static void Expect(long bits, int count)
    {
        if (bits < 0 || BitOperations.PopCount((ulong)bits) != count)
        {
            throw new WireFormatException($"a quote names fields {bits} and brings {count} values");
        }
    }
}
