using System.Globalization;
using System.Text;
using System.Text.Json;
using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;
using MarketGateway.Core.Tests.Conflation;

namespace MarketGateway.Core.Tests.Sessions;

/// <summary>A session and its client: requests as JSON, answers as trees, flush by flush.</summary>
internal sealed class TestSession
{
    private readonly WireFormat _format;

    public TestSession(SessionHub hub, WireFormat format, SessionAdmission? admission = null)
    {
        _format = format;
        Session = hub.Open(Transport, format, admission ?? SessionAdmission.Of(SessionRights.Anonymous));
    }

    public FakeTransport Transport { get; } = new();

    public Session Session { get; }

    /// <summary>Gets the messages of each flush.</summary>
    public List<List<object?>> Flushes =>
        [.. Transport.Flushes.Select(flush => WireReader.ReadFlush(flush, _format))];

    public List<object?> Messages => [.. Flushes.SelectMany(messages => messages)];

    /// <summary>Gets all data messages, in order.</summary>
    public List<WireMessage> Data =>
        [.. Messages.OfType<List<object?>>().Select(WireMessage.Of).Where(message => message.Kind != DataKind.Stamp)];

    /// <summary>Gets all control messages with an op, in order.</summary>
    public List<Dictionary<string, object?>> Control(string op) =>
        [.. Messages.OfType<Dictionary<string, object?>>().Where(message => (string?)message["op"] == op)];

    /// <summary>Gets the messages as short words: an op, or kind and stream of data.</summary>
    public List<string> Words => [.. Messages.Select(Word)];

    public static string Word(object? message) => message is List<object?> data
        ? string.Create(CultureInfo.InvariantCulture, $"{(DataKind)(long)data[0]!} {data[1]}")
        : (string)((Dictionary<string, object?>)message!)["op"]!;

    /// <summary>Sends a request; completes when the session takes the next one.</summary>
    public async Task SendAsync(string json) => await Session.HandleAsync(Encode(json));

    /// <summary>Begins a request that may have to wait for room.</summary>
    public Task BeginSend(string json) => Session.HandleAsync(Encode(json)).AsTask();

    public Task SubscribeAsync(string channel, string symbols, string more = "", int id = 1) => SendAsync(
        $$"""{"op":"subscribe","id":{{id}},"channel":"{{channel}}","symbols":[{{Quoted(symbols)}}]{{more}}}""");

    public Task UntilAsync(Func<TestSession, bool> holds, string what) => Transport.UntilAsync(() => holds(this), what);

    /// <summary>Ends the session and waits until nothing is left of it.</summary>
    public void End(SessionEndReason reason)
    {
        Session.End(reason, "");
        Assert.True(SpinWait.SpinUntil(() => Transport.CloseCount > 0, TimeSpan.FromSeconds(20)), "the session ends");
    }

    public Task UntilEndedAsync() => Transport.UntilAsync(() => Transport.CloseCount > 0, "the end of the session");

    /// <summary>Gets the entry of `subscribed` for a symbol.</summary>
    public Dictionary<string, object?> StreamOf(string symbol, string channel = "book") => Control("subscribed")
        .SelectMany(answer => (List<object?>)answer["streams"]!)
        .Cast<Dictionary<string, object?>>()
        .Last(stream => (string?)stream["symbol"] == symbol && (string?)stream["channel"] == channel);

    /// <summary>Gets the symbols of the brief entries of `subscribed`.</summary>
    public List<string?> Resumed =>
    [
        .. Control("subscribed").SelectMany(answer => (List<object?>)answer["resumed"]!)
            .Select(entry => (string?)((List<object?>)entry!)[0])
    ];

    public static string Quoted(string symbols) =>
        string.Join(',', symbols.Split(' ').Select(symbol => $"\"{symbol}\""));

    private byte[] Encode(string json) => _format == WireFormat.Json
        ? Encoding.UTF8.GetBytes(json)
        : MessagePackText.FromJson(JsonDocument.Parse(json).RootElement);
}
