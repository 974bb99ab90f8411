using System.Numerics;
using System.Text.Json;
using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Mapping;

namespace MarketGateway.Core.Tests.Schemas;

/// <summary>Writes the same update of a book in every format that a mapping reads.</summary>
internal static class LevelWriters
{
    public const string AvroSchema = """
        {"type":"record","name":"Update","fields":[{"name":"kind","type":{"type":"enum","name":"Kind","symbols":["SNAPSHOT","DELTA"]}},
        {"name":"n","type":"long"},{"name":"b","type":{"type":"array","items":{"type":"record","name":"Level","fields":[
        {"name":"p","type":{"type":"bytes","logicalType":"decimal","precision":18,"scale":3}},
        {"name":"q","type":{"type":"record","name":"Number","fields":[{"name":"mantissa","type":"long"},{"name":"exponent","type":"int"}]}}]}}},
        {"name":"a","type":{"type":"array","items":"Level"}}]}
        """;

    public const string ProtobufSchema = """
        syntax = "proto3";
        message Update { Kind kind = 1; int64 n = 2; repeated Level b = 3; repeated Level a = 4; }
        message Level { Number p = 1; Number q = 2; }
        message Number { sint64 mantissa = 1; sint32 exponent = 2; }
        enum Kind { SNAPSHOT = 0; DELTA = 1; }
        """;

    public const string Mapping = """
        {"symbol":"S","rules":[
        {"when":{"kind":"SNAPSHOT"},"kind":"snapshot","sequence":"n","bids":{"path":"b","price":"p","size":"q"},"asks":{"path":"a","price":"p","size":"q"}},
        {"when":{"kind":"DELTA"},"kind":"delta","sequence":"n","bids":{"path":"b","price":"p","size":"q"},"asks":{"path":"a","price":"p","size":"q"}}]}
        """;

    /// <summary>A line is one level; that a snapshot begins is said by its first.</summary>
    public const string CsvMapping = """
        {"symbol":"S","rules":[
        {"when":{"[0]":"first"},"kind":"snapshot","levels":{"side":"[1]","price":"[2]","size":"[3]"}},
        {"when":{"[0]":"level"},"kind":"delta","levels":{"side":"[1]","price":"[2]","size":"[3]"}}]}
        """;

    private const int OwnPriceScale = 3;
    private const int OwnSizeScale = 6;

    public static string[] Csv(bool isDelta, (DecimalNumber P, DecimalNumber Q)[] bids, (DecimalNumber P, DecimalNumber Q)[] asks) =>
    [
        .. bids.Select(level => ("buy", level)).Concat(asks.Select(level => ("\"sell\"", level)))
            .Select((pair, index) => $"{(index == 0 && !isDelta ? "first" : "level")},{pair.Item1},{Text(pair.level.P)},{Text(pair.level.Q)}"),
    ];

    public static FeedUpdate Own(bool isDelta, long number, (DecimalNumber P, DecimalNumber Q)[] bids, (DecimalNumber P, DecimalNumber Q)[] asks)
    {
        var update = new FeedUpdate();
        update.Reset(isDelta ? FeedUpdateKind.BookDelta : FeedUpdateKind.BookSnapshot);
        (update.Sequence, update.OccurredAt, update.PriceScale, update.SizeScale) = (number, number, OwnPriceScale, OwnSizeScale);
        foreach (var level in bids)
        {
            update.AddBid(Level(level));
        }

        foreach (var level in asks)
        {
            update.AddAsk(Level(level));
        }

        return update;

        static PriceLevel Level((DecimalNumber P, DecimalNumber Q) level)
        {
            level.P.TryAt(OwnPriceScale, out var price);
            level.Q.TryAt(OwnSizeScale, out var size);
            return new PriceLevel(price, size);
        }
    }

    public static byte[] Json(bool isDelta, long number, (DecimalNumber P, DecimalNumber Q)[] bids, (DecimalNumber P, DecimalNumber Q)[] asks) =>
        JsonSerializer.SerializeToUtf8Bytes(new
        {
            kind = isDelta ? "DELTA" : "SNAPSHOT",
            n = number,
            b = bids.Select(level => new { p = Text(level.P), q = Text(level.Q) }),
            a = asks.Select(level => new { p = Text(level.P), q = Text(level.Q) }),
        });

    public static byte[] Avro(bool isDelta, long number, (DecimalNumber P, DecimalNumber Q)[] bids, (DecimalNumber P, DecimalNumber Q)[] asks)
    {
        List<byte> to = [.. Varint(ZigZag(isDelta ? 1 : 0)), .. Varint(ZigZag(number))];
        foreach (var side in new[] { bids, asks })
        {
            if (side.Length > 0)
            {
                to.AddRange(Varint(ZigZag(side.Length)));
            }

            foreach (var (price, size) in side)
            {
                price.TryAt(3, out var mantissa);
                var bytes = new BigInteger(mantissa).ToByteArray(isBigEndian: true);
                to.AddRange([.. Varint(ZigZag(bytes.Length)), .. bytes]);
                to.AddRange([.. Varint(ZigZag(size.Mantissa)), .. Varint(ZigZag(-size.Scale))]);
            }

            to.Add(0);
        }

        return [.. to];
    }

    /// <remarks>Levels of both sides in turn, and the number behind them: fields may stand in any order.</remarks>
    public static byte[] Protobuf(bool isDelta, long number, (DecimalNumber P, DecimalNumber Q)[] bids, (DecimalNumber P, DecimalNumber Q)[] asks)
    {
        var to = new List<byte>();
        for (var i = 0; i < Math.Max(bids.Length, asks.Length); i++)
        {
            to.AddRange(i < asks.Length ? Field(4, Level(asks[i])) : []);
            to.AddRange(i < bids.Length ? Field(3, Level(bids[i])) : []);
        }

        to.AddRange([16, .. Varint((ulong)number)]);
        to.AddRange(isDelta ? [8, 1] : []);
        return [.. to];
    }

    private static byte[] Level((DecimalNumber P, DecimalNumber Q) level) => [.. Field(1, Number(level.P)), .. Field(2, Number(level.Q))];

    private static byte[] Number(DecimalNumber number) =>
        [.. number.Mantissa == 0 ? [] : (byte[])[8, .. Varint(ZigZag(number.Mantissa))], 16, .. Varint(ZigZag(-number.Scale))];

    private static byte[] Field(int number, byte[] value) => [(byte)((number << 3) | 2), .. Varint((ulong)value.Length), .. value];

    private static string Text(DecimalNumber number) =>
        (number.Mantissa / (decimal)Math.Pow(10, number.Scale)).ToString("0.############", System.Globalization.CultureInfo.InvariantCulture);

    private static ulong ZigZag(long number) => (ulong)((number << 1) ^ (number >> 63));

    private static byte[] Varint(ulong number)
    {
        var bytes = new List<byte>();
        for (; number > 127; number >>= 7)
        {
            bytes.Add((byte)(number | 128));
        }

        bytes.Add((byte)number);
        return [.. bytes];
    }
}
