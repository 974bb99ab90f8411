using System.Globalization;
using System.Text;
using System.Text.Json;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Tests.Protocol;

/// <summary>Every request of the golden vectors is understood, in both formats.</summary>
public sealed class RequestVectorTests
{
    private static readonly IReadOnlyDictionary<string, WireVector> Vectors = WireVector.Load("requests.json");
    private static readonly RequestReader Reader = new(new RequestLimits(DepthMax: 1000, HistoryMax: 1000, ArrayMax: 20_000));

    public static TheoryData<string, WireFormat> Cases => WireVector.Cases(Vectors.Keys);

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_request_is_read_as_the_vector_says(string name, WireFormat format)
    {
        var message = Vectors[name].Message;

        var request = Reader.Read(Vectors[name].Bytes(format), format, out var id, out var error);

        Assert.Null(error);
        Assert.Equal(Integer(message, "id"), id);
        Assert.Equal(id, request!.Id);
        Assert.Equal(Expected(message), Text(request));
    }

    [Theory]
    [InlineData(1_000_000, 1000, 1, 10)]
    [InlineData(1000, 1000, 60_001, 60_000)]
    [InlineData(0, 0, 0, 0)]
    public void What_is_beyond_the_limits_is_brought_to_the_nearest_allowed_value(
        int depth, int allowedDepth, int interval, int allowedInterval)
    {
        var request = Read($$"""{"op":"subscribe","channel":"book","symbols":["A"],"depth":{{depth}},"intervalMs":{{interval}}}""");

        Assert.Equal((allowedDepth, allowedInterval), (request.Parameters.Depth, request.Parameters.IntervalMs));
    }

    [Theory]
    [InlineData("{\"op\":\"ping\",\"id\":1.0}")]
    [InlineData("{\"op\":\"ping\",\"id\":1e3}")]
    [InlineData("{\"op\":\"ping\",\"id\":true}")]
    public void An_integer_is_an_integer(string json)
    {
        Assert.Null(Reader.Read(Encoding.UTF8.GetBytes(json), WireFormat.Json, out _, out var error));
        Assert.Equal(RequestErrorCode.WrongType, error!.Code);
    }

    [Fact]
    public void A_float_is_no_integer_in_MessagePack_either()
    {
        // {"op": "ping", "id": 1.0} with the id as a 64-bit float.
        var bytes = Convert.FromHexString("82a26f70a470696e67a26964cb3ff0000000000000");

        Assert.Null(Reader.Read(bytes, WireFormat.MessagePack, out _, out var error));
        Assert.Equal(RequestErrorCode.WrongType, error!.Code);
    }

    [Fact]
    public void An_integer_too_large_for_64_bits_is_out_of_range()
    {
        Assert.Null(Reader.Read(
            """{"op":"ping","id":99999999999999999999}"""u8.ToArray(), WireFormat.Json, out _, out var error));
        Assert.Equal(RequestErrorCode.OutOfRange, error!.Code);
    }

    [Fact]
    public void An_error_names_the_bad_value_and_what_would_be_right()
    {
        Reader.Read("""{"op":"hello","heartbeatMs":249}"""u8.ToArray(), WireFormat.Json, out _, out var error);

        Assert.Equal("'heartbeatMs' is 249; it must be 250 to 30000", error!.Message);
    }

    [Fact]
    public void A_key_with_null_counts_as_left_out()
    {
        var request = Read("""{"op":"subscribe","channel":"quote","symbols":["A"],"depth":null,"resume":null}""");

        Assert.Null(request.Resume);
    }

    private static SubscribeRequest Read(string json) => Assert.IsType<SubscribeRequest>(
        Reader.Read(Encoding.UTF8.GetBytes(json), WireFormat.Json, out _, out _));

    /// <summary>What the vector asks for, with the defaults and limits of the schema.</summary>
    private static string Expected(JsonElement message) => message.GetProperty("op").GetString() switch
    {
        "hello" => Line(
            "hello", Integer(message, "heartbeatMs"), Integer(message, "window"), Integer(message, "maxBytesPerSecond"), String(message, "client")),
        "subscribe" => Line(
            "subscribe",
            String(message, "channel"),
            Items(message, "symbols"),
            Math.Min(Integer(message, "depth") ?? 0, 1000),
            Math.Clamp(Integer(message, "intervalMs") ?? 0, message.TryGetProperty("intervalMs", out _) ? 10 : 0, 60_000),
            Integer(message, "history") ?? 0,
            message.TryGetProperty("resume", out var resume) ? Resume(resume) : null),
        "unsubscribe" => Line("unsubscribe", Items(message, "streams"), String(message, "channel"), Items(message, "symbols")),
        "resync" => Line("resync", Items(message, "streams")),
        "ack" => Line("ack", Integer(message, "flush")),
        _ => "ping",
    };

    private static string Text(ClientRequest request) => request switch
    {
        HelloRequest hello => Line("hello", hello.HeartbeatMs, hello.Window, hello.MaxBytesPerSecond, hello.Client),
        SubscribeRequest subscribe => Line(
            "subscribe",
            WireName.Of(subscribe.Parameters.Channel),
            string.Join(',', subscribe.Symbols),
            subscribe.Parameters.Depth,
            subscribe.Parameters.IntervalMs,
            subscribe.Parameters.History,
            subscribe.Resume is { } resume
                ? resume.Epoch + string.Concat(resume.Streams.Select(stream =>
                    $";{stream.Key}={stream.Value.Version}/{stream.Value.BidEdge}/{stream.Value.AskEdge}"))
                : null),
        UnsubscribeRequest unsubscribe => Line(
            "unsubscribe",
            unsubscribe.Streams is { } streams ? string.Join(',', streams) : null,
            unsubscribe.Channel is { } channel ? WireName.Of(channel) : null,
            unsubscribe.Symbols is { } symbols ? string.Join(',', symbols) : null),
        ResyncRequest resync => Line("resync", string.Join(',', resync.Streams)),
        AckRequest ack => Line("ack", ack.Flush),
        _ => "ping",
    };

    private static string Resume(JsonElement resume) =>
        resume.GetProperty("epoch").GetString() + string.Concat(resume.GetProperty("streams").EnumerateObject().Select(
            stream => $";{stream.Name}={stream.Value[0]}/{stream.Value[1]}/{stream.Value[2]}"));

    private static string Line(params object?[] values) =>
        string.Join('|', values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)));

    private static string? Items(JsonElement message, string key) =>
        message.TryGetProperty(key, out var items) ? string.Join(',', items.EnumerateArray()) : null;

    private static string? String(JsonElement message, string key) =>
        message.TryGetProperty(key, out var value) ? value.GetString() : null;

    private static long? Integer(JsonElement message, string key) =>
        message.TryGetProperty(key, out var value) ? value.GetInt64() : null;
}
