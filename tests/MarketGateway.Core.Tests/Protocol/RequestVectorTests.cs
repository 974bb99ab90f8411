using System.Globalization;
using System.Text;
using System.Text.Json;
using MarketGateway.Core.Books;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Tests.Protocol;

/// <summary>Every request of the golden vectors is understood, in both formats.</summary>
public sealed class RequestVectorTests
{
    private static readonly IReadOnlyDictionary<string, WireVector> Vectors = WireVector.Load("requests.json");
    private static readonly RequestReader Reader = new(
        new RequestLimits(DepthMax: 1000, HistoryMax: 1000, ArrayMax: 20_000));

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
    public void A_request_with_bytes_that_are_no_text_is_malformed()
    {
        byte[] request = [.. """{"op":"hello","client":"a"""u8, 0xED, 0xA0, 0x80, .. "\"}"u8];

        Assert.Null(Reader.Read(request, WireFormat.Json, out _, out var error));
        Assert.Equal(RequestErrorCode.Malformed, error!.Code);
    }

    [Fact]
    public void An_escaped_pair_of_surrogates_is_a_character()
    {
        var hello = Reader.Read("""{"op":"hello","client":"\ud83d\udcc8"}"""u8.ToArray(), WireFormat.Json, out _, out _);

        Assert.Equal("\U0001F4C8", Assert.IsType<HelloRequest>(hello).Client);
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
    private static string Expected(JsonElement message)
    {
        var op = message.GetProperty("op").GetString();
        return op switch
        {
            "hello" => Line(
                op,
                Integer(message, "heartbeatMs"),
                Integer(message, "window"),
                Integer(message, "maxBytesPerSecond"),
                String(message, "client")),
            "subscribe" or "snapshot" => Line(
                op,
                Items(message, "symbols"),
                String(message, "channel"),
                Integer(message, "history") ?? 0,
                Depth(message) ?? 0,
                Interval(message) ?? 0,
                Grouping(message) ?? 0,
                Boolean(message, "orders") ?? false,
                Fields(message) ?? QuoteFields.All,
                Integer(message, "minPriceMove") ?? 0,
                Integer(message, "minTradeSize") ?? 0,
                String(message, "merge") ?? "auto",
                Filter(message),
                TryFind(message, "resume", out var resume) ? Resume(resume) : null),
            "update" => Line(
                op,
                Items(message, "streams"),
                Depth(message),
                Interval(message),
                Grouping(message),
                Boolean(message, "orders"),
                Fields(message),
                Integer(message, "minPriceMove"),
                Integer(message, "minTradeSize"),
                String(message, "merge")),
            "unsubscribe" => Line(op, Items(message, "streams"), String(message, "channel"), Items(message, "symbols")),
            "resync" or "pause" or "resume" => Line(op, Items(message, "streams")),
            "ack" => Line(op, Integer(message, "flush")),
            "auth" => Line(op, String(message, "token")),
            _ => op!,
        };
    }

    private static string Text(ClientRequest request) => request switch
    {
        HelloRequest hello => Line("hello", hello.HeartbeatMs, hello.Window, hello.MaxBytesPerSecond, hello.Client),
        SubscribeRequest subscribe => Text(
            "subscribe", subscribe.Symbols, subscribe.Parameters, subscribe.Filter, subscribe.Resume),
        SnapshotRequest snapshot => Text(
            "snapshot", snapshot.Symbols, snapshot.Parameters, snapshot.Filter, resume: null),
        UpdateRequest update => Line(
            "update",
            Items(update.Streams),
            update.Changes.Depth,
            update.Changes.IntervalMs,
            update.Changes.Grouping,
            update.Changes.Orders,
            update.Changes.Fields,
            update.Changes.MinPriceMove,
            update.Changes.MinTradeSize,
            update.Changes.Merge is { } merge ? WireName.Of(merge) : null),
        UnsubscribeRequest unsubscribe => Line(
            "unsubscribe",
            Items(unsubscribe.Streams),
            unsubscribe.Channel is { } channel ? WireName.Of(channel) : null,
            Items(unsubscribe.Symbols)),
        ResyncRequest resync => Line("resync", Items(resync.Streams)),
        PauseRequest pause => Line("pause", Items(pause.Streams)),
        ResumeRequest resumed => Line("resume", Items(resumed.Streams)),
        AckRequest ack => Line("ack", ack.Flush),
        AuthRequest auth => Line("auth", auth.Token),
        PingRequest => "ping",
        _ => throw new ArgumentException($"no text for {request}", nameof(request)),
    };

    private static string Text(
        string op,
        IReadOnlyList<string> symbols,
        StreamParameters parameters,
        AttributeFilter? filter,
        ResumeOffer? resume) => Line(
        op,
        Items(symbols),
        WireName.Of(parameters.Channel),
        parameters.History,
        parameters.Depth,
        parameters.IntervalMs,
        parameters.Grouping,
        parameters.HasOrders,
        parameters.Fields,
        parameters.MinPriceMove,
        parameters.MinTradeSize,
        WireName.Of(parameters.Merge),
        filter is null ? null : Text(filter),
        resume is null
            ? null
            : resume.Epoch + string.Concat(resume.Streams.Select(stream =>
                $";{stream.Key}={stream.Value.Version}/{stream.Value.BidEdge}/{stream.Value.AskEdge}")));

    private static long? Depth(JsonElement message) => AtMost(message, "depth", 1000);

    private static long? Interval(JsonElement message) =>
        Integer(message, "intervalMs") is { } interval and > 0
            ? Math.Clamp(interval, 10, 60_000)
            : Integer(message, "intervalMs");

    private static long? Grouping(JsonElement message) =>
        AtMost(message, "grouping", int.MaxValue) is { } grouping ? (grouping == 1 ? 0 : grouping) : null;

    private static QuoteFields? Fields(JsonElement message) => TryFind(message, "fields", out var names)
        ? names.EnumerateArray().Aggregate(
            QuoteFields.None, (set, name) => set | Enum.Parse<QuoteFields>(name.GetString()!, ignoreCase: true))
        : null;

    private static string? Filter(JsonElement message) => TryFind(message, "filter", out var filter)
        ? Line(
            Items(filter, "venue"),
            Items(filter, "assetClass"),
            Items(filter, "currency"),
            TryFind(filter, "attributes", out var attributes)
                ? string.Join(';', attributes.EnumerateObject().Select(one => $"{one.Name}={Items(attributes, one.Name)}"))
                : "",
            TryFind(filter, "expiry", out var expiry) ? $"{String(expiry, "from")}/{String(expiry, "to")}" : "")
        : null;

    private static string Text(AttributeFilter filter) => Line(
        Items(filter.Venues),
        Items(filter.AssetClasses),
        Items(filter.Currencies),
        string.Join(';', filter.Attributes.Select(one => $"{one.Name}={Items([.. one.Values.Select(value => value.Text)])}")),
        filter.Expiry is { } expiry ? $"{expiry.From:yyyy-MM-dd}/{expiry.To:yyyy-MM-dd}" : "");

    private static long? AtMost(JsonElement message, string key, long max) =>
        Integer(message, key) is { } value ? Math.Min(value, max) : null;

    private static string Resume(JsonElement resume) =>
        resume.GetProperty("epoch").GetString() + string.Concat(resume.GetProperty("streams").EnumerateObject().Select(
            stream => $";{stream.Name}={stream.Value[0]}/{stream.Value[1]}/{stream.Value[2]}"));

    private static string Line(params object?[] values) =>
        string.Join('|', values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)));

    private static string? Items<T>(IReadOnlyList<T>? items) => items is null ? null : string.Join(',', items);

    private static string? Items(JsonElement message, string key) =>
        TryFind(message, key, out var items) ? string.Join(',', items.EnumerateArray()) : null;

    /// <summary>A key with null counts as left out.</summary>
    private static bool TryFind(JsonElement message, string key, out JsonElement value) =>
        message.TryGetProperty(key, out value) && value.ValueKind != JsonValueKind.Null;

    private static bool? Boolean(JsonElement message, string key) =>
        TryFind(message, key, out var value) ? value.GetBoolean() : null;

    private static string? String(JsonElement message, string key) =>
        TryFind(message, key, out var value) ? value.GetString() : null;

    private static long? Integer(JsonElement message, string key) =>
        TryFind(message, key, out var value) ? value.GetInt64() : null;
}
