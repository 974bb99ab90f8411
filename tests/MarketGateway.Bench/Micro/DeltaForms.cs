using System.Buffers;
using System.Globalization;
using System.Text;
using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;

namespace MarketGateway.Bench.Micro;

/// <summary>
/// The same delta in every form that is read: the gateway's own, Binance's JSON, and Avro and Protobuf with levels of decimals,
/// as a registry's schemas would have them. Prices have 2 digits after the point, sizes 8.
/// </summary>
internal static class DeltaForms
{
    public const int PriceScale = 2;
    public const int SizeScale = 8;

    public const string AvroSchema = """
        {"type":"record","name":"Delta","fields":[{"name":"s","type":"string"},{"name":"E","type":"long"},{"name":"u","type":"long"},
        {"name":"b","type":{"type":"array","items":{"type":"record","name":"Level","fields":[
        {"name":"p","type":{"type":"bytes","logicalType":"decimal","precision":18,"scale":2}},
        {"name":"q","type":{"type":"bytes","logicalType":"decimal","precision":18,"scale":8}}]}}},{"name":"a","type":{"type":"array","items":"Level"}}]}
        """;

    public const string ProtobufSchema = """
        syntax = "proto3";
        message Delta { string s = 1; int64 E = 2; int64 u = 3; repeated Level b = 4; repeated Level a = 5; }
        message Level { Number p = 1; Number q = 2; }
        message Number { sint64 mantissa = 1; sint32 exponent = 2; }
        """;

    /// <summary>Reads the two above.</summary>
    public const string Mapping = """
        {"symbol":"{s}","rules":[{"kind":"delta","time":{"path":"E","unit":"ms"},"sequence":"u",
        "bids":{"path":"b","price":"p","size":"q"},"asks":{"path":"a","price":"p","size":"q"}}]}
        """;

    public static byte[] Own(FeedUpdate delta)
    {
        var output = new ArrayBufferWriter<byte>();
        FeedEncoder.Write(delta, output);
        return output.WrittenSpan.ToArray();
    }

    public static byte[] Json(FeedUpdate delta, string symbol) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"e":"depthUpdate","E":{{delta.OccurredAt / 1000}},"s":"{{symbol}}","U":{{delta.Sequence}},"u":{{delta.Sequence}},"b":[{{Levels(delta.Bids)}}],"a":[{{Levels(delta.Asks)}}]}"""));

    public static byte[] Avro(FeedUpdate delta, string symbol)
    {
        var avro = new List<byte>();
        AddVarint(avro, ZigZag(symbol.Length));
        avro.AddRange(Encoding.UTF8.GetBytes(symbol));
        AddVarint(avro, ZigZag(delta.OccurredAt / 1000));
        AddVarint(avro, ZigZag(delta.Sequence));
        foreach (var side in new[] { delta.Bids.ToArray(), delta.Asks.ToArray() })
        {
            AddVarint(avro, ZigZag(side.Length));
            foreach (var level in side)
            {
                AddDecimal(avro, level.Price);
                AddDecimal(avro, level.Size);
            }

            avro.Add(0);
        }

        return [.. avro];
    }

    public static byte[] Protobuf(FeedUpdate delta, string symbol)
    {
        List<byte> protobuf = [10, (byte)symbol.Length, .. Encoding.UTF8.GetBytes(symbol), 16];
        AddVarint(protobuf, (ulong)(delta.OccurredAt / 1000));
        protobuf.Add(24);
        AddVarint(protobuf, (ulong)delta.Sequence);
        foreach (var (tag, side) in new[] { ((byte)34, delta.Bids.ToArray()), ((byte)42, delta.Asks.ToArray()) })
        {
            foreach (var level in side)
            {
                byte[] price = Number(level.Price, -PriceScale), size = Number(level.Size, -SizeScale);
                protobuf.AddRange([tag, (byte)(price.Length + size.Length + 4), 10, (byte)price.Length, .. price, 18, (byte)size.Length, .. size]);
            }
        }

        return [.. protobuf];
    }

    private static string Levels(ReadOnlySpan<PriceLevel> levels) => string.Join(',', levels.ToArray().Select(static level => string.Create(
        CultureInfo.InvariantCulture,
        $"[\"{level.Price / 100m:F2}000000\",\"{level.Size / 100_000_000m:F8}\"]")));

    private static byte[] Number(long mantissa, int exponent)
    {
        List<byte> number = [8];
        AddVarint(number, ZigZag(mantissa));
        number.Add(16);
        AddVarint(number, ZigZag(exponent));
        return [.. number];
    }

    private static void AddDecimal(List<byte> to, long mantissa) => to.AddRange(
        [8, (byte)(mantissa >> 24), (byte)(mantissa >> 16), (byte)(mantissa >> 8), (byte)mantissa]);

    private static ulong ZigZag(long number) => (ulong)((number << 1) ^ (number >> 63));

    private static void AddVarint(List<byte> to, ulong number)
    {
        for (; number > 127; number >>= 7)
        {
            to.Add((byte)(number | 128));
        }

        to.Add((byte)number);
    }
}
