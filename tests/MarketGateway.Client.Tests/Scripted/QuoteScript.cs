using System.Globalization;
using System.IO.Hashing;

namespace MarketGateway.Client.Tests.Scripted;

/// <summary>Quote messages as a gateway would send them, checksums included.</summary>
internal static class QuoteScript
{
    /// <summary>CRC-32 over the values of a stream's fields, in the order of their bits.</summary>
    public static uint Checksum(params long?[] held)
    {
        var bytes = new MemoryStream();
        var writer = new BinaryWriter(bytes);
        Array.ForEach(held, value => writer.Write(value ?? long.MinValue));
        return Crc32.HashToUInt32(bytes.ToArray());
    }

    public static string Snapshot(long stream, long to, int fields, long?[] values, string from = "null") =>
        $"[3,{stream},{from},{to},0,1,{fields},{Flat(values)},{Checksum(values)}]";

    /// <summary>A delta, and what the client must hold then of all fields of the stream.</summary>
    public static string Delta(long stream, long from, long to, int fields, long?[] values, params long?[] held) =>
        $"[4,{stream},{from},{to},1,1,{fields},{Flat(values)},{Checksum(held)}]";

    private static string Flat(long?[] values) => "[" + string.Join(',', values.Select(
        static value => value?.ToString(CultureInfo.InvariantCulture) ?? "null")) + "]";
}
