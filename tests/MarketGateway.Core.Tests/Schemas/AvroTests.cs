using System.Text;
using Avro;
using Avro.Generic;
using Avro.IO;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Schemas;
using RecordSchema = MarketGateway.Core.Schemas.RecordSchema;

namespace MarketGateway.Core.Tests.Schemas;

/// <summary>What values in Avro become, written by Apache's own library.</summary>
public sealed class AvroTests
{
    private const string Level =
        """{"type":"record","name":"Level","fields":[{"name":"price","type":{"type":"bytes","logicalType":"decimal","precision":38,"scale":4}},{"name":"size","type":"long"}]}""";

    private const string Book =
        "{\"type\":\"record\",\"name\":\"Book\",\"namespace\":\"x\",\"fields\":[{\"name\":\"symbol\",\"type\":\"string\"},"
        + "{\"name\":\"side\",\"type\":{\"type\":\"enum\",\"name\":\"Side\",\"symbols\":[\"BID\",\"ASK\"]}},"
        + "{\"name\":\"levels\",\"type\":{\"type\":\"array\",\"items\":" + Level + "}},"
        + "{\"name\":\"note\",\"type\":[\"null\",\"string\"]},{\"name\":\"tags\",\"type\":{\"type\":\"map\",\"values\":\"int\"}},"
        + "{\"name\":\"id\",\"type\":{\"type\":\"fixed\",\"name\":\"Id\",\"size\":2}},{\"name\":\"isLast\",\"type\":\"boolean\"}]}";

    [Fact]
    public void A_value_of_all_types_becomes_the_JSON_that_says_the_same()
    {
        var schema = (Avro.RecordSchema)Schema.Parse(Book);
        var level = (Avro.RecordSchema)((ArraySchema)schema["levels"].Schema).ItemSchema;
        var record = new GenericRecord(schema);
        record.Add("symbol", "ES \"Z4\"\n");
        record.Add("side", new GenericEnum((EnumSchema)schema["side"].Schema, "ASK"));
        record.Add("levels", new[] { Of(level, 42_000_001, 7), Of(level, -5, 0) });
        record.Add("note", null);
        record.Add("tags", new Dictionary<string, object> { ["a"] = -1 });
        record.Add("id", new GenericFixed((FixedSchema)schema["id"].Schema, [0xab, 0x01]));
        record.Add("isLast", true);

        Assert.Equal(
            "{\"symbol\":\"ES \\u0022Z4\\u0022\\u000a\",\"side\":\"ASK\",\"levels\":[{\"price\":4200.0001,\"size\":7},"
            + "{\"price\":-0.0005,\"size\":0}],\"note\":null,\"tags\":{\"a\":-1},\"id\":\"ab01\",\"isLast\":true}",
            Read(Book, Written(schema, record)));
    }

    [Theory]
    [InlineData("00", 2, "0.00")]
    [InlineData("0405", 2, "10.29")]
    [InlineData("ff", 2, "-0.01")]
    [InlineData("0000000000000000000000000000000000000000000405", 2, "10.29")]
    [InlineData("7fffffffffffffffffffffffffffffff", 0, "170141183460469231731687303715884105727")]
    [InlineData("80000000000000000000000000000000", 20, "-1701411834604692317.31687303715884105728")]
    [InlineData("05", 25, "5e-25")]
    public void A_decimal_is_its_digits_and_never_rounded(string bytes, int scale, string text)
    {
        var value = Convert.FromHexString(bytes);

        Assert.Equal(text, Read(
            $$"""{"type":"bytes","logicalType":"decimal","precision":60,"scale":{{scale}}}""", [(byte)(value.Length * 2), .. value]));
    }

    [Fact]
    public void A_record_of_mantissa_and_exponent_is_one_number() =>
        Assert.Equal("1.23", Read(
            """{"type":"record","name":"D","fields":[{"name":"mantissa","type":"long"},{"name":"exponent","type":"int"}]}""",
            [.. ZigZag(123), .. ZigZag(-2)]));

    [Theory]
    [InlineData(0.1, true, "0.1")]
    [InlineData(27000.1, true, "27000.1")]
    [InlineData(double.NaN, true, "\"NaN\"")]
    [InlineData(0.1, false, "\"a double\"")]
    public void A_double_is_its_shortest_decimal_and_no_number_at_all_where_it_is_not_allowed(double value, bool isAllowed, string text) =>
        Assert.Equal(text, Read("\"double\"", BitConverter.GetBytes(value), isAllowed));

    [Theory]
    [InlineData("\"long\"", "80")]
    [InlineData("\"string\"", "0661")]
    [InlineData("\"double\"", "00")]
    [InlineData("\"long\"", "0202", "Malformed")]
    [InlineData("[\"null\",\"long\"]", "04", "Malformed")]
    [InlineData("""{"type":"enum","name":"E","symbols":["A"]}""", "02", "Malformed")]
    [InlineData("""{"type":"array","items":"null"}""", "feffffffffffffffff01", "Oversized")]
    [InlineData("""{"type":"record","name":"R","fields":[{"name":"r","type":["null","R"]}]}""", "0202020202020202020202020202020202020202020202020202020202020202020202020200", "Malformed")]
    public void A_broken_value_is_an_answer_and_a_small_one_never_becomes_a_large_text(string schema, string bytes, string error = "Truncated") =>
        Assert.Equal(error, new SchemaReader(RecordSchema.Parse(SchemaKind.Avro, schema), 4096, false)
            .Read(Convert.FromHexString(bytes), out _).ToString());

    [Fact]
    public void Schemas_that_it_names_are_known_to_a_schema()
    {
        var schema = RecordSchema.Parse(
            SchemaKind.Avro, """{"type":"record","name":"A","fields":[{"name":"level","type":"Level"}]}""", [("Level", Level)]);

        Assert.Equal(
            """{"level":{"price":0.0001,"size":2}}""", Text(new SchemaReader(schema, 4096, false), [2, 1, 4]));
    }

    [Fact]
    public void What_is_no_schema_is_said_to_be_none() =>
        Assert.Contains("it is no Avro schema", Assert.Throws<SchemaException>(() => RecordSchema.Parse(SchemaKind.Avro, "{\"type\":\"recxord\"}")).Message, StringComparison.Ordinal);

    private static GenericRecord Of(Avro.RecordSchema schema, long price, long size)
    {
        var level = new GenericRecord(schema);
        level.Add("price", new AvroDecimal(price, 4));
        level.Add("size", size);
        return level;
    }

    private static byte[] Written(Avro.RecordSchema schema, GenericRecord record)
    {
        using var stream = new MemoryStream();
        new GenericDatumWriter<GenericRecord>(schema).Write(record, new BinaryEncoder(stream));
        return stream.ToArray();
    }

    private static string Read(string schema, byte[] value, bool allowsDoubles = false) =>
        Text(new SchemaReader(RecordSchema.Parse(SchemaKind.Avro, schema), 4096, allowsDoubles), value);

    private static string Text(SchemaReader reader, byte[] value)
    {
        Assert.Equal(DecodeError.None, reader.Read(value, out var json));
        return Encoding.UTF8.GetString(json);
    }

    private static byte[] ZigZag(long number)
    {
        using var stream = new MemoryStream();
        new BinaryEncoder(stream).WriteLong(number);
        return stream.ToArray();
    }
}
