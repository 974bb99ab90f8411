using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using MessagePack;

namespace MarketGateway.Client.Tests.Scripted;

/// <summary>
/// The gateway's end of one session, in the hands of a test. Messages are written as JSON in both encodings.
/// </summary>
internal sealed class ScriptedSession(WebSocket socket, WireEncoding encoding)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _buffer = new byte[1 << 20];

    public Task Ended => _ended.Task;

    public JsonObject Hello { get; private set; } = [];

    private WebSocketMessageType MessageType =>
        encoding == WireEncoding.Json ? WebSocketMessageType.Text : WebSocketMessageType.Binary;

    public async Task WelcomeAsync(string epoch = "e1", int requestBytes = 65536)
    {
        await SendAsync($$"""
            {"op":"welcome","protocol":1,"session":"s1","epoch":"{{epoch}}","time":1,"heartbeatMs":1000,
             "limits":{"requestBytes":{{requestBytes}} } }
            """);
        Hello = await ExpectAsync("hello");
        await SendAsync($$"""{"op":"hello","id":{{Hello["id"]}},"heartbeatMs":1000,"window":0}""");
    }

    /// <summary>One flush.</summary>
    public Task SendAsync(params string[] messages)
    {
        var lines = messages.Select(static message => message.ReplaceLineEndings("")).ToArray();
        var bytes = encoding == WireEncoding.Json
            ? Encoding.UTF8.GetBytes(string.Concat(lines.Select(static line => line + "\n")))
            : lines.SelectMany(static line => MessagePackSerializer.ConvertFromJson(line)).ToArray();
        return socket.SendAsync(bytes, MessageType, true, CancellationToken.None);
    }

    public Task HeartbeatAsync() => SendAsync("""{"op":"heartbeat","time":1,"topics":[]}""");

    /// <summary>The next request, which must be of this kind.</summary>
    public async Task<JsonObject> ExpectAsync(string op)
    {
        var request = await ReceiveAsync();
        Assert.NotNull(request);
        Assert.Equal(op, (string)request["op"]!);
        return request;
    }

    /// <summary>The client must be the one who closes, with this code.</summary>
    public async Task ExpectCloseAsync(WebSocketCloseStatus status)
    {
        Assert.Null(await ReceiveAsync());
        Assert.Equal(status, socket.CloseStatus);
        await socket.CloseOutputAsync(status, null, CancellationToken.None);
        _ended.TrySetResult();
    }

    /// <summary>Answers a subscription to one stream, and sends what follows in the same flush.</summary>
    public Task AcknowledgeAsync(JsonObject request, string symbol, long stream, string start, params string[] data)
    {
        var entry = $$"""
            {"symbol":"{{symbol}}","stream":{{stream}},"channel":{{request["channel"]!.ToJsonString()}},
             "depth":{{request["depth"] ?? 0}},"intervalMs":0,"history":0,"fields":{{FieldsOf(request)}},"priceScale":2,"sizeScale":0,"tickSize":25,"generation":"0.2.0",
             "state":"live","reason":"ok","since":1,"start":"{{start}}"}
            """;
        return SendAsync([
            $$"""
            {"op":"subscribed","id":{{request["id"]}},"streams":[{{entry}}],"errors":[],"patterns":[],"more":false}
            """,
            .. data]);
    }

    /// <summary>Answers an update of one stream, and sends what follows in the same flush.</summary>
    public Task UpdatedAsync(
        JsonObject request, string channel, long was, long stream, string start, params string[] data)
    {
        var entry = $$"""
            {"symbol":"ESH4","stream":{{stream}},"channel":"{{channel}}","depth":{{request["depth"] ?? 0}},"intervalMs":0,
             "history":0,"grouping":{{request["grouping"] ?? 0}},"fields":3,"minPriceMove":0,
             "minTradeSize":{{request["minTradeSize"] ?? 0}},"priceScale":2,"sizeScale":0,"tickSize":25,"generation":"0.2.0",
             "state":"live","reason":"ok","since":1,"start":"{{start}}","was":{{was}}}
            """;
        return SendAsync([$$"""{"op":"updated","id":{{request["id"]}},"streams":[{{entry}}],"errors":[]}""", .. data]);
    }

    /// <summary>Answers a request that names streams, such as pause, with those that it named.</summary>
    public Task AnswerAsync(string op, JsonObject request, params string[] data) => SendAsync([
        $$"""{"op":"{{op}}","id":{{request["id"]}},"streams":{{request["streams"]!.ToJsonString()}},"errors":[]}""",
        .. data]);

    public async Task CloseAsync(int code, string reason)
    {
        await socket.CloseOutputAsync((WebSocketCloseStatus)code, reason, CancellationToken.None);
        _ended.TrySetResult();
    }

    public void Abort()
    {
        socket.Abort();
        _ended.TrySetResult();
    }

    private static int FieldsOf(JsonObject request) => request["fields"] is JsonArray names
        ? names.Sum(static name => (int)Enum.Parse<QuoteFields>((string)name!, ignoreCase: true))
        : (string?)request["channel"] == "quote" ? (1 << QuoteFieldList.Count) - 1 : 0;

    private async Task<JsonObject?> ReceiveAsync()
    {
        using var patience = new CancellationTokenSource(Eventually.Patience);
        var received = await socket.ReceiveAsync(_buffer.AsMemory(), patience.Token);
        if (received.MessageType == WebSocketMessageType.Close)
        {
            return null;
        }

        Assert.Equal(MessageType, received.MessageType);
        Assert.True(received.EndOfMessage);
        var bytes = _buffer.AsMemory(0, received.Count);
        var json = encoding == WireEncoding.Json
            ? Encoding.UTF8.GetString(bytes.Span)
            : MessagePackSerializer.ConvertToJson(bytes);
        return JsonNode.Parse(json)!.AsObject();
    }
}
