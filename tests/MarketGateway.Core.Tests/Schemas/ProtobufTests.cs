using System.Text;
using System.Text.Json;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Schemas;
using MarketGateway.Core.Tests.Mapping;

namespace MarketGateway.Core.Tests.Schemas;

/// <summary>What messages in Protobuf become; the bytes are those of the format's own description.</summary>
public sealed class ProtobufTests
{
    private const string Quote = """
        syntax = "proto3";
        package x.y;
        import "google/protobuf/timestamp.proto";
        import "decimal.proto";
        message Quote {
          string symbol = 1;
          google.protobuf.Timestamp at = 2;
          optional int64 change = 3;
          repeated sint32 prices = 4;
          map<string, int32> tags = 5;
          oneof kind { int32 number = 6; string text = 7; }
          x.Number number2 = 8;
          Side side = 9;
          repeated Level levels = 300;
          uint32 size = 11;
          enum Side { BID = 0; ASK = 1; }
          message Level { fixed64 price = 1; int64 size = 2; bool last = 3; double ratio = 4; }
        }
        message Other { bytes raw = 1; }
        """;

    private const string Number =
        """syntax = "proto3"; package x; message Number { sint64 mantissa = 1; sint32 exponent = 2; }""";

    private static readonly RecordSchema Schema = RecordSchema.Parse(SchemaKind.Protobuf, Quote, [("decimal.proto", Number)]);

    [Fact]
    public void What_is_not_written_is_0_or_empty_unless_the_message_can_say_that_it_is_not_there() =>
        Assert.Equal("""{"symbol":"","prices":[],"tags":{},"side":"BID","size":0,"levels":[]}""", Read("00"));

    [Theory]
    [InlineData("0a024553", "symbol", "\"ES\"")]
    [InlineData("120a0880e2cfaa0610c0843d", "at", "\"2023-11-14T22:13:20.001000000Z\"")]
    [InlineData("18ffffffffffffffffff01", "change", "-1")]
    [InlineData("1800", "change", "0")]
    [InlineData("220302040120002001", "prices", "[1,2,-1,0,-1]")]
    [InlineData("20025801200458022006", "prices", "[1,2,3]")]
    [InlineData("2a050a01611007", "tags", """{"a":7}""")]
    [InlineData("3005", "number", "5")]
    [InlineData("420508d20f1003", "number2", "10.01")]
    [InlineData("4801", "side", "\"ASK\"")]
    [InlineData("4805", "side", "5")]
    [InlineData("58ffffffff0f", "size", "4294967295")]
    [InlineData("e2120b0901000000000000001002", "levels", """[{"price":1,"size":2,"last":false,"ratio":"a double"}]""")]
    [InlineData("d23e01ff0a0145", "symbol", "\"E\"")]
    public void A_field_becomes_its_value(string bytes, string name, string expected)
    {
        using var document = JsonDocument.Parse(Read("00" + bytes));

        Assert.Equal(expected, document.RootElement.GetProperty(name).GetRawText());
    }

    [Theory]
    [InlineData("0202", "0a01ff", """{"raw":"ff"}""")]
    [InlineData("040002", "1007", """{"price":0,"size":7,"last":false,"ratio":"a double"}""")]
    public void The_header_says_which_message_it_is(string indexes, string bytes, string expected) =>
        Assert.Equal(expected, Read(indexes + bytes));

    [Theory]
    [InlineData("000a0545", DecodeError.Truncated)]
    [InlineData("000d01020304", DecodeError.Malformed)]
    [InlineData("001202080112020801", DecodeError.Malformed)]
    [InlineData("000b", DecodeError.Malformed)]
    [InlineData("0212", DecodeError.Malformed)]
    public void A_broken_message_is_an_answer(string bytes, DecodeError error) =>
        Assert.Equal(error, Framed().Read(Convert.FromHexString("0000000007" + bytes), out _));

    /// <summary>The faster way may give up, but where it reads a message it is what the other makes of it.</summary>
    [Fact]
    public void A_message_is_read_the_same_in_order_and_in_any_order()
    {
        var recording = new Recording("fast");
        var schema = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "schemas", "sources", "recordings", "fast.proto"));
        var first = ProtobufSchema.Parse(schema, [], null).First;
        var random = new Random(1);
        var (fast, general) = (new TreeText(1 << 16, true), new TreeText(1 << 16, true));
        var inOrder = 0;
        for (var round = 0; round < 4_000; round++)
        {
            byte[] value = [.. recording.Records[random.Next(recording.Records.Count)].Value];
            for (var changes = random.Next(3); changes > 0; changes--)
            {
                value[random.Next(value.Length)] = (byte)random.Next(256);
            }

            fast.Clear();
            general.Clear();
            if (new ProtoOrderedWalk(fast).TryRead(value, first))
            {
                inOrder++;
                Assert.Equal(DecodeError.None, new ProtoWalk(general).Read(value, first));
                Assert.Equal(general.ToString(), fast.ToString());
            }
        }

        Assert.InRange(inOrder, 1_000, 4_000);
    }

    [Fact]
    public void A_value_without_the_registrys_header_names_no_schema() =>
        Assert.Equal(DecodeError.UnknownSchema, Framed().Read("{\"a\":1}"u8, out _));

    [Fact]
    public void What_is_no_schema_is_said_to_be_none() => Assert.Contains(
        "it is no Protobuf schema",
        Assert.Throws<SchemaException>(() => RecordSchema.Parse(SchemaKind.Protobuf, "message {")).Message,
        StringComparison.Ordinal);

    private static string Read(string bytes)
    {
        Assert.Equal(DecodeError.None, Framed().Read(Convert.FromHexString("0000000007" + bytes), out var json));
        return Encoding.UTF8.GetString(json);
    }

    private static SchemaReader Framed() => new(new Only(), 4096, false);

    private sealed class Only : ISchemaSource
    {
        public SchemaAnswer Find(int id, out RecordSchema? schema)
        {
            schema = Schema;
            return SchemaAnswer.Known;
        }
    }
}
