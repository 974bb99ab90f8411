using System.Globalization;
using System.Text.Json;
using MarketGateway.Core.Books;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Tests.Protocol;

/// <summary>Writes a control vector with the gateway's own writer.</summary>
internal static class ControlVectorWriter
{
    public static void Write(JsonElement message, WireFormat format, FlushBuffer output)
    {
        var writer = new WireWriter(output, format);
        switch (message.GetProperty("op").GetString())
        {
            case "welcome":
                WriteWelcome(ref writer, message);
                break;
            case "hello":
                ControlWriter.WriteHello(
                    ref writer,
                    Id(message),
                    Int(message, "heartbeatMs"),
                    Int(message, "window"),
                    Long(message, "maxBytesPerSecond"),
                    message.GetProperty("stamps").GetBoolean());
                break;
            case "authenticated":
                ControlWriter.WriteAuthenticated(ref writer, Id(message), Text(message, "principal"));
                break;
            case "updated":
                ControlWriter.WriteUpdated(ref writer, Id(message), Streams(message), Errors(message));
                break;
            case "subscribed":
                ControlWriter.WriteSubscribed(
                    ref writer,
                    Id(message),
                    Streams(message),
                    Resumed(message),
                    Errors(message),
                    Patterns(message),
                    message.GetProperty("more").GetBoolean());
                break;
            case "snapshot":
                ControlWriter.WriteSnapshot(
                    ref writer,
                    Id(message),
                    Streams(message),
                    Errors(message),
                    Patterns(message),
                    message.GetProperty("more").GetBoolean());
                break;
            case "unsubscribed" or "resynced" or "paused" or "resumed":
                ControlWriter.WriteStreams(
                    ref writer, Text(message, "op"), Id(message), Numbers(message), Errors(message));
                break;
            case "status":
                ControlWriter.WriteStatus(ref writer, Numbers(message), Status(message));
                break;
            case "alias":
                ControlWriter.WriteAlias(
                    ref writer, Text(message, "alias"), message.GetProperty("symbol").GetString(), Numbers(message));
                break;
            case "session":
                ControlWriter.WriteSession(
                    ref writer, message.GetProperty("lagging").GetBoolean(), Long(message, "since"));
                break;
            case "heartbeat":
                ControlWriter.WriteHeartbeat(ref writer, Long(message, "time"), Topics(message));
                break;
            case "pong":
                ControlWriter.WritePong(ref writer, Id(message), Long(message, "time"));
                break;
            case "epoch":
                ControlWriter.WriteEpoch(ref writer, Text(message, "epoch"));
                break;
            case "error":
                ControlWriter.WriteError(ref writer, Id(message), Error(message));
                break;
            case "goaway":
                ControlWriter.WriteGoAway(ref writer, Text(message, "reason"), Int(message, "reconnectMs"));
                break;
            default:
                throw new ArgumentException($"no writer for {message}", nameof(message));
        }
    }

    private static void WriteWelcome(ref WireWriter writer, JsonElement message)
    {
        var limits = message.GetProperty("limits");
        ControlWriter.WriteWelcome(ref writer, new Welcome(
            Text(message, "session"),
            Text(message, "epoch"),
            Long(message, "time"),
            new WelcomeLimits(
                Int(limits, "requestBytes"),
                Int(limits, "subscriptions"),
                Int(limits, "patterns"),
                Int(limits, "depth"),
                Int(limits, "history"),
                Int(limits, "requestsPerSecond"),
                Int(limits, "sessions"),
                Long(limits, "resyncMs"),
                Int(limits, "errorsInARow"),
                Long(limits, "messageMs"),
                Long(limits, "stallMs"),
                Long(limits, "authMs"),
                Int(limits, "sessionsPerPrincipal"),
                Int(limits, "sessionsPerAddress"),
                Int(limits, "unadmitted"),
                Int(limits, "unadmittedPerAddress"),
                Int(limits, "unadmittedBytes"),
                Int(limits, "requestBytesPerPrincipal"),
                Int(limits, "connections"),
                Int(limits, "connectionsPerAddress"),
                Int(limits, "httpRequestsPerPrincipal"),
                Int(limits, "httpRequestsPerAddress"))));
    }

    private static SubscribedStream[] Streams(JsonElement message) =>
    [
        .. message.GetProperty("streams").EnumerateArray().Select(stream => new SubscribedStream(
            Text(stream, "symbol"),
            Int(stream, "stream"),
            new StreamParameters
            {
                Channel = Value<Channel>(stream, "channel"),
                Depth = Int(stream, "depth"),
                IntervalMs = Int(stream, "intervalMs"),
                History = Int(stream, "history"),
                Grouping = Int(stream, "grouping"),
                Fields = (QuoteFields)Int(stream, "fields"),
                MinPriceMove = Int(stream, "minPriceMove"),
                MinTradeSize = Long(stream, "minTradeSize"),
                Merge = stream.TryGetProperty("merge", out var merge) && merge.GetString() == "never"
                    ? MergeMode.Never
                    : MergeMode.Auto,
                HasOrders = stream.TryGetProperty("orders", out var orders) && orders.GetBoolean(),
            },
            Generation(stream.GetProperty("generation").GetString(), Int(stream, "priceScale"), Int(stream, "sizeScale")),
            Long(stream, "tickSize"),
            Status(stream),
            Text(stream, "start") == "delta")
        {
            Alias = stream.TryGetProperty("alias", out var alias) ? alias.GetString() : null,
            Was = stream.TryGetProperty("was", out var was) ? was.GetInt32() : 0,
        })
    ];

    private static SubscribedStream[] Resumed(JsonElement message) =>
    [
        .. message.GetProperty("resumed").EnumerateArray().Select(stream => new SubscribedStream(
            stream[0].GetString()!,
            stream[1].GetInt32(),
            new StreamParameters(),
            Generation(name: null, stream[2].GetInt32(), stream[3].GetInt32()),
            stream[4].GetInt64(),
            new SymbolStatus(SymbolState.Live, SymbolStateReason.Ok, 0)
            {
                Phase = stream.GetArrayLength() == 5 ? null : PhaseOf(stream[5].GetString(), stream[6].GetInt64()),
            },
            IsResumed: true))
    ];

    private static Generation Generation(string? name, int priceScale, int sizeScale)
    {
        var partition = name is null ? -1 : int.Parse(name.Split('.')[0], CultureInfo.InvariantCulture);
        var generation = Core.Books.Generation.Of(partition, priceScale, sizeScale);
        Assert.Equal(name, generation.Name);
        return generation;
    }

    private static SymbolError[] Errors(JsonElement message) =>
    [
        .. message.GetProperty("errors").EnumerateArray().Select(error => new SymbolError(
            error.TryGetProperty("symbol", out var symbol) ? symbol.GetString() : null,
            error.TryGetProperty("stream", out var stream) ? stream.GetInt64() : 0,
            Error(error)))
    ];

    private static PatternMatch[] Patterns(JsonElement message) =>
    [
        .. message.GetProperty("patterns").EnumerateArray()
            .Select(match => new PatternMatch(Text(match, "pattern"), Int(match, "matched")))
    ];

    private static TopicPulse[] Topics(JsonElement message) =>
    [
        .. message.GetProperty("topics").EnumerateArray().Select(topic =>
            new TopicPulse(Text(topic, "topic"), Maybe(topic.GetProperty("newest")), Maybe(topic.GetProperty("lag"))))
    ];

    private static int[] Numbers(JsonElement message) =>
        [.. message.GetProperty("streams").EnumerateArray().Select(number => number.GetInt32())];

    private static SymbolStatus Status(JsonElement message) => new(
        Value<SymbolState>(message, "state"), Value<SymbolStateReason>(message, "reason"), Long(message, "since"))
    {
        Phase = message.TryGetProperty("phase", out var phase) ? PhaseOf(phase.GetString(), Long(message, "phaseSince")) : null,
    };

    private static SymbolPhase PhaseOf(string? name, long since)
    {
        Assert.True(WireName.TryParse<MarketPhase>(name, out var phase), name);
        return new SymbolPhase(phase, since);
    }

    private static RequestError Error(JsonElement message) =>
        new(Value<RequestErrorCode>(message, "code"), Text(message, "message"))
        {
            RetryMs = message.TryGetProperty("retryMs", out var retryMs) && retryMs.ValueKind != JsonValueKind.Null
                ? retryMs.GetInt64()
                : null,
        };

    private static T Value<T>(JsonElement message, string name)
        where T : struct, Enum
    {
        Assert.True(WireName.TryParse<T>(Text(message, name), out var value), $"{name} of {message}");
        return value;
    }

    private static string Text(JsonElement message, string name) => message.GetProperty(name).GetString()!;

    private static int Int(JsonElement message, string name) => message.GetProperty(name).GetInt32();

    private static long Long(JsonElement message, string name) => message.GetProperty(name).GetInt64();

    private static long? Id(JsonElement message) => Maybe(message.GetProperty("id"));

    private static long? Maybe(JsonElement element) =>
        element.ValueKind == JsonValueKind.Null ? null : element.GetInt64();
}
