using System.Globalization;
using System.Text.Json;
using MarketGateway.Core.Instruments;

namespace MarketGateway.Core.Protocol;

/// <summary>
/// Reads what a client sent. What a client can get wrong is an answer, never an exception: the error names the bad value
/// and what would be right.
/// </summary>
public sealed class RequestReader(RequestLimits limits)
{
    /// <summary>Names a client may give itself: enough for a product and a version.</summary>
    private const int ClientNameBytesMax = 64;

    /// <summary>Line and paragraph separators, and what reverses the direction of writing.</summary>
    private const string LineTurners = "\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069";

    private const int EpochCharactersMax = 128;

    /// <summary>Tokens with many claims reach some kilobytes.</summary>
    private const int TokenBytesMax = 16 << 10;

    private readonly ParameterReader _parameters = new(limits);

    /// <summary>Reads one request; null with an error when it is not one.</summary>
    public ClientRequest? Read(ReadOnlyMemory<byte> message, WireFormat format, out long? id, out RequestError? error)
    {
        id = null;
        using var document = RequestDocument.Parse(message, format);
        if (document is null || document.RootElement.ValueKind != JsonValueKind.Object)
        {
            var expected = format == WireFormat.Json ? "one JSON object" : "one MessagePack map with text keys";
            error = new RequestError(RequestErrorCode.Malformed, $"the message is not {expected}");
            return null;
        }

        var fields = new RequestFields(document.RootElement);
        id = fields.Integer("id", isRequired: false, 0, RequestFields.IntegerMax);
        var op = fields.Text("op", isRequired: true);
        var request = fields.Error is null ? ReadOp(op!, id, fields) : null;
        if (fields.Error is null)
        {
            fields.RefuseUnknown(op!);
        }

        error = fields.Error;
        return error is null ? request : null;
    }

    private ClientRequest? ReadOp(string op, long? id, RequestFields fields) => op switch
    {
        "hello" => ReadHello(id, fields),
        "subscribe" => ReadSubscribe(id, fields),
        "unsubscribe" => ReadUnsubscribe(id, fields),
        "update" => new UpdateRequest(id, ReadStreams(fields, isRequired: true) ?? [], _parameters.ReadChanges(fields)),
        "pause" => new PauseRequest(id, ReadStreams(fields, isRequired: false)),
        "resume" => new ResumeRequest(id, ReadStreams(fields, isRequired: false)),
        "resync" => new ResyncRequest(id, ReadStreams(fields, isRequired: true) ?? []),
        "snapshot" => ReadSnapshot(id, fields),
        "ping" => new PingRequest(id),
        "ack" => new AckRequest(id, fields.Integer("flush", isRequired: true, 0, RequestFields.IntegerMax) ?? 0),
        "auth" => new AuthRequest(id, fields.Text("token", isRequired: true, TokenBytesMax) ?? ""),
        _ => fields.Fail<ClientRequest>(
            RequestErrorCode.UnknownOp,
            $"there is no op '{RequestFields.Shorten(op)}'; there are hello, subscribe, unsubscribe, update, pause, resume, resync, snapshot, ping, ack, auth"),
    };

    private List<long>? ReadStreams(RequestFields fields, bool isRequired) =>
        fields.Integers("streams", isRequired, limits.ArrayMax);

    private static HelloRequest ReadHello(long? id, RequestFields fields)
    {
        var bytesPerSecond = fields.Integer("maxBytesPerSecond", isRequired: false, 0, RequestFields.IntegerMax);
        if (bytesPerSecond is > 0 and < SessionLimits.BytesPerSecondMin)
        {
            fields.Fail<object>(
                RequestErrorCode.OutOfRange,
                $"'maxBytesPerSecond' is {bytesPerSecond}; it must be 0 or at least {SessionLimits.BytesPerSecondMin}");
        }

        return new HelloRequest(
            id,
            (int?)fields.Integer("heartbeatMs", isRequired: false, SessionLimits.HeartbeatMsMin, SessionLimits.HeartbeatMsMax),
            (int?)fields.Integer("window", isRequired: false, 0, SessionLimits.WindowMax),
            bytesPerSecond,
            ReadClientName(fields))
        {
            HasStamps = fields.Boolean("stamps") ?? false,
        };
    }

    /// <remarks>It is written into the operator's log: what breaks or turns a line there is refused.</remarks>
    private static string? ReadClientName(RequestFields fields)
    {
        var name = fields.Text("client", isRequired: false, ClientNameBytesMax);
        foreach (var character in name ?? "")
        {
            if (char.IsControl(character) || LineTurners.Contains(character, StringComparison.Ordinal))
            {
                return fields.Fail<string>(
                    RequestErrorCode.OutOfRange,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"'client' has the control character U+{(int)character:X4}; it must be plain text"));
            }
        }

        return name;
    }

    private SubscribeRequest ReadSubscribe(long? id, RequestFields fields)
    {
        var parameters = _parameters.Read(fields, isOnce: false);
        return new SubscribeRequest(id, ReadSymbols(fields), parameters, ReadFilter(fields), ReadResume(fields))
        {
            IsAsAsked = ParameterReader.AreAsAsked(fields, parameters),
        };
    }

    private SnapshotRequest ReadSnapshot(long? id, RequestFields fields) =>
        new(id, ReadSymbols(fields), _parameters.Read(fields, isOnce: true), ReadFilter(fields));

    private List<string> ReadSymbols(RequestFields fields)
    {
        var symbols = InNormalForm(fields.Texts("symbols", isRequired: true, limits.ArrayMax));
        if (symbols is { Count: 0 })
        {
            fields.Fail<object>(RequestErrorCode.OutOfRange, "'symbols' is empty; it must name at least one symbol or pattern");
        }

        // What stands there twice gets one entry, and is looked for once.
        return symbols is { Count: > 1 } ? [.. symbols.Distinct(StringComparer.Ordinal)] : symbols ?? [];
    }

    /// <summary>Puts names and patterns into the form that symbols are in, however a client writes them.</summary>
    private static List<string>? InNormalForm(List<string>? symbols)
    {
        for (var i = 0; i < symbols?.Count; i++)
        {
            symbols[i] = SymbolNormalForm.Of(symbols[i]);
        }

        return symbols;
    }

    private AttributeFilter? ReadFilter(RequestFields fields)
    {
        if (fields.Map("filter") is not { } map)
        {
            return null;
        }

        var attributes = new RequestFields(map, []);
        var filter = new AttributeFilter(
            attributes.Texts("venue", isRequired: false, limits.ArrayMax),
            attributes.Texts("assetClass", isRequired: false, limits.ArrayMax),
            attributes.Texts("currency", isRequired: false, limits.ArrayMax));
        attributes.RefuseUnknown("filter");
        return attributes.Error is { } error
            ? fields.Fail<AttributeFilter>(error.Code, $"in 'filter': {error.Message}")
            : filter;
    }

    private UnsubscribeRequest ReadUnsubscribe(long? id, RequestFields fields)
    {
        var streams = fields.Integers("streams", isRequired: false, limits.ArrayMax);
        var channel = ParameterReader.ReadChannel(fields, isRequired: streams is null);
        var symbols = InNormalForm(fields.Texts("symbols", isRequired: streams is null, limits.ArrayMax));
        if (streams is not null && (channel is not null || symbols is not null))
        {
            fields.Fail<object>(
                RequestErrorCode.UnknownField, "'unsubscribe' takes either 'streams', or 'channel' and 'symbols', not both");
        }

        return new UnsubscribeRequest(id, streams, channel, symbols);
    }

    private ResumeOffer? ReadResume(RequestFields fields)
    {
        if (fields.Map("resume") is not { } map)
        {
            return null;
        }

        if (!map.TryGetProperty("epoch", out var epoch) || epoch.ValueKind != JsonValueKind.String ||
            !map.TryGetProperty("streams", out var streams) || streams.ValueKind != JsonValueKind.Object)
        {
            return fields.Fail<ResumeOffer>(
                RequestErrorCode.WrongType,
                "'resume' must hold 'epoch' (text) and 'streams' (a map from symbol to [version, bidEdge, askEdge, generation])");
        }

        foreach (var key in map.EnumerateObject())
        {
            if (key.Name is not ("epoch" or "streams" or "partitions"))
            {
                return fields.Fail<ResumeOffer>(
                    RequestErrorCode.UnknownField,
                    $"'resume' has no field '{RequestFields.Shorten(key.Name)}'; it has epoch, partitions, streams");
            }
        }

        return new ResumeOffer(epoch.GetString()!, ReadPoints(streams, fields))
        {
            Partitions = map.TryGetProperty("partitions", out var partitions) ? ReadOffsets(partitions, fields) : NoOffsets,
        };
    }

    private Dictionary<int, ResumeOffset> ReadOffsets(JsonElement partitions, RequestFields fields)
    {
        var offsets = new Dictionary<int, ResumeOffset>();
        foreach (var partition in partitions.ValueKind == JsonValueKind.Object ? partitions.EnumerateObject() : default)
        {
            if (!int.TryParse(partition.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || !TryReadOffset(partition.Value, out var offset) || offsets.Count == limits.ArrayMax)
            {
                partitions = default;
                break;
            }

            offsets[number] = offset;
        }

        return partitions.ValueKind == JsonValueKind.Object ? offsets : fields.Fail<Dictionary<int, ResumeOffset>>(
            RequestErrorCode.WrongType,
            "'resume.partitions' must map numbers of partitions to [offset, identities]: an integer, and a text of hexadecimal digits") ?? offsets;
    }

    private static bool TryReadOffset(JsonElement value, out ResumeOffset offset)
    {
        offset = default;
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() != 2
            || !RequestFields.TryGetInteger(value[0], out var number) || number < 0 || value[1].ValueKind != JsonValueKind.String
            || !ulong.TryParse(value[1].GetString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var identities))
        {
            return false;
        }

        offset = new ResumeOffset(number, identities);
        return true;
    }

    private Dictionary<string, ResumePoint> ReadPoints(JsonElement streams, RequestFields fields)
    {
        var points = new Dictionary<string, ResumePoint>(StringComparer.Ordinal);
        foreach (var stream in streams.EnumerateObject())
        {
            if (points.Count == limits.ArrayMax)
            {
                fields.Fail<object>(
                    RequestErrorCode.TooMany, $"'resume.streams' has more than the {limits.ArrayMax} entries that are allowed");
                break;
            }

            if (!TryReadPoint(stream.Value, out var point))
            {
                fields.Fail<object>(
                    RequestErrorCode.WrongType,
                    $"'resume.streams' must map '{RequestFields.Shorten(stream.Name)}' to [version, bidEdge, askEdge, generation]: an integer, two integers or nil, and a text or nil");
                break;
            }

            points[SymbolNormalForm.Of(stream.Name)] = point;
        }

        return points;
    }

    private static readonly Dictionary<int, ResumeOffset> NoOffsets = [];

    private static bool TryReadPoint(JsonElement value, out ResumePoint point)
    {
        point = default;
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() is not (3 or 4) ||
            !RequestFields.TryGetInteger(value[0], out var version) || version < -1 ||
            !TryReadEdge(value[1], out var bidEdge) || !TryReadEdge(value[2], out var askEdge))
        {
            return false;
        }

        // Who does not say the generation does not know it.
        var generation = value.GetArrayLength() == 4 ? value[3] : default;
        point = new ResumePoint(
            version, generation.ValueKind == JsonValueKind.String ? generation.GetString() : null, bidEdge, askEdge);
        return generation.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.String;
    }

    private static bool TryReadEdge(JsonElement value, out long? edge)
    {
        edge = null;
        if (value.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        var isInteger = RequestFields.TryGetInteger(value, out var price);
        edge = price;
        return isInteger;
    }
}
