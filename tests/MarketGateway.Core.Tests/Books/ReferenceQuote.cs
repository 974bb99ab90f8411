using System.IO.Hashing;

namespace MarketGateway.Core.Tests.Books;

/// <summary>The checksum of a quote as simple as it can be: what the fast one is held against.</summary>
internal static class ReferenceQuote
{
    /// <summary>The checksum of schemas/wire over the values of a stream's fields, in the order of their bits.</summary>
    public static uint Checksum(IEnumerable<long?> values)
    {
        var bytes = new MemoryStream();
        var writer = new BinaryWriter(bytes);
        foreach (var value in values)
        {
            writer.Write(value ?? long.MinValue);
        }

        return Crc32.HashToUInt32(bytes.ToArray());
    }
}
