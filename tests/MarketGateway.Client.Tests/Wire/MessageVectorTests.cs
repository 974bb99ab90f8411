using System.Text.Json.Nodes;

namespace MarketGateway.Client.Tests.Wire;

/// <summary>Every message that schemas/wire/vectors shows is read, and every request written, as shown.</summary>
public sealed class MessageVectorTests
{
    [Theory]
    [InlineData("data")]
    [InlineData("control")]
    public void Every_message_reads_the_same_from_both_encodings(string file)
    {
        var vectors = Vectors.Read(file).AsArray();

        Assert.NotEmpty(vectors);
        foreach (var vector in vectors)
        {
            var expected = Vectors.Text(Vectors.WithoutNewest(vector!["message"]));
            var fromJson = Vectors.JsonLine(vector["message"]);
            Assert.Equal([expected], Vectors.Decode(WireEncoding.MessagePack, Vectors.Bytes(vector)));
            Assert.Equal([expected], Vectors.Decode(WireEncoding.Json, fromJson));
        }
    }

    [Fact]
    public void What_version_1_may_add_is_read_over()
    {
        foreach (var vector in Vectors.Read("growth").AsArray())
        {
            foreach (var text in new[]
                     {
                         Vectors.Decode(WireEncoding.MessagePack, Vectors.Bytes(vector!)).Single(),
                         Vectors.Decode(WireEncoding.Json, Vectors.JsonLine(vector!["message"])).Single(),
                     })
            {
                AssertReadsAs(vector!["readsAs"], JsonNode.Parse(text));
            }
        }
    }

    [Fact]
    public void Every_message_of_a_flush_is_found()
    {
        foreach (var vector in Vectors.Read("flushes").AsArray())
        {
            // Of a stamp and of stamped data the first and the last elements count, whatever a later version puts between.
            var expected = vector!["messages"]!.AsArray().Select(AsToday).Select(Vectors.Text).ToArray();
            var json = System.Text.Encoding.UTF8.GetBytes((string)vector["json"]!);
            Assert.Equal(expected, Vectors.Decode(WireEncoding.MessagePack, Vectors.Bytes(vector)));
            Assert.Equal(expected, Vectors.Decode(WireEncoding.Json, json));
        }
    }

    [Fact]
    public void Every_request_is_written_byte_for_byte()
    {
        var vectors = Vectors.Read("requests").AsArray();

        Assert.NotEmpty(vectors);
        foreach (var vector in vectors)
        {
            var request = Vectors.ToMap(vector!["message"]!.AsObject());
            var packed = RequestWriter.Write(request, WireEncoding.MessagePack);
            Assert.Equal((string)vector["messagepack"]!, Convert.ToHexStringLower(packed));
            var json = JsonNode.Parse(RequestWriter.Write(request, WireEncoding.Json));
            Assert.Equal(Vectors.Text(vector["message"]), Vectors.Text(json));
        }
    }

    [Fact]
    public void Every_checksum_is_computed_as_the_text_says()
    {
        var vectors = Vectors.Read("checksums").AsArray();

        Assert.NotEmpty(vectors);
        foreach (var vector in vectors)
        {
            var bids = ToSide(vector!["bids"]!.AsArray(), isBid: true);
            var asks = ToSide(vector["asks"]!.AsArray(), isBid: false);
            Assert.Equal((uint)vector["checksum"]!, BookChecksum.Of(bids, asks, StreamBuilder.HasOrders(vector)));
        }
    }

    [Fact]
    public void Every_checksum_of_a_quote_is_computed_as_the_text_says()
    {
        var vectors = Vectors.Read("quote-checksums").AsArray();

        Assert.NotEmpty(vectors);
        foreach (var vector in vectors)
        {
            var (fields, next) = ((int)vector!["fields"]!, 0);
            var values = new long?[QuoteFieldList.Count];
            for (var bit = 0; bit < values.Length; bit++)
            {
                values[bit] = (fields & (1 << bit)) == 0 ? 77 : (long?)vector["values"]![next++];
            }

            Assert.Equal((uint)vector["checksum"]!, QuoteChecksum.Of(values, (QuoteFields)fields));
        }
    }

    [Fact]
    public void What_cannot_be_costs_its_stream_or_where_nobody_knows_whose_it_is_the_session()
    {
        var vectors = Vectors.Read("unreadable").AsArray();

        Assert.NotEmpty(vectors);
        foreach (var vector in vectors)
        {
            var next = new JsonArray(5, 9, 1, 2, 1, 0, new JsonArray());
            var json = System.Text.Encoding.UTF8.GetBytes((string)vector!["json"]!);
            byte[] packed = [.. Vectors.Bytes(vector), 0x97, 5, 9, 1, 2, 1, 0, 0x90];
            foreach (var (encoding, flush) in new[]
                     {
                         (WireEncoding.Json, [.. json, .. Vectors.JsonLine(next)]),
                         (WireEncoding.MessagePack, packed),
                     })
            {
                if ((long?)vector["stream"] is { } stream)
                {
                    // What stands behind it in the flush is read as ever.
                    Assert.Equal([$"unreadable {stream}", Vectors.Text(next)], Vectors.Decode(encoding, flush));
                }
                else
                {
                    Assert.Throws<WireFormatException>(() => Vectors.Decode(encoding, flush));
                }
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("c0")]
    [InlineData("9901")]
    [InlineData("81a26f70")]
    [InlineData("990103c0cd0411")]
    [InlineData("9101")]
    public void Broken_MessagePack_is_one_kind_of_exception(string hex)
    {
        if (hex.Length == 0)
        {
            Assert.Empty(Vectors.Decode(WireEncoding.MessagePack, []));
            return;
        }

        Assert.Throws<WireFormatException>(() => Vectors.Decode(WireEncoding.MessagePack, Convert.FromHexString(hex)));
    }

    [Theory]
    [InlineData("{\"op\":\"pong\"}")]
    [InlineData("\n")]
    [InlineData("[1,2\n")]
    [InlineData("{\"op\":\"pong\"}{\"op\":\"pong\"}\n")]
    public void Broken_JSON_is_one_kind_of_exception(string flush) => Assert.Throws<WireFormatException>(
        () => Vectors.Decode(WireEncoding.Json, System.Text.Encoding.UTF8.GetBytes(flush)));

    private static JsonNode? AsToday(JsonNode? message)
    {
        if (message is not JsonArray { Count: var count } array || (int)array[0]! is var kind && kind == 0)
        {
            return message is JsonArray stamp ? new JsonArray((long)stamp[0]!, (long)stamp[1]!) : message;
        }

        var plain = (JsonArray)Vectors.WithoutNewest(array)!;
        if (count > plain.Count)
        {
            plain.Add(array[count - 1]!.DeepClone());
        }

        return plain;
    }

    internal static BookSide ToSide(JsonArray levels, bool isBid)
    {
        var side = new BookSide(isBid);
        foreach (var level in levels)
        {
            side.Apply(new BookLevel((long)level![0]!, (long)level[1]!)
            {
                Orders = level.AsArray().Count == 3 ? (long)level[2]! : 0,
            });
        }

        return side;
    }

    private static void AssertReadsAs(JsonNode? expected, JsonNode? read)
    {
        switch (expected)
        {
            // An op that the client does not know is a map like any other; the session passes over it.
            case null:
                Assert.True(read is null || (string)read["op"]! == "weather");
                break;
            case JsonObject keys:
                Assert.All(keys, key => Assert.Equal(Vectors.Text(key.Value), Vectors.Text(read![key.Key])));
                break;
            default:
                Assert.Equal(Vectors.Text(expected), Vectors.Text(read));
                break;
        }
    }
}
