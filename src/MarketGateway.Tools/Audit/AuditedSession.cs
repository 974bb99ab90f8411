using System.Text.Json.Nodes;
using MarketGateway.Core.Audit;
using MarketGateway.Core.Books;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Tools.Audit;

/// <summary>What a session's client had been sent up to a moment, by its audit records in their order.</summary>
internal sealed class AuditedSession
{
    private readonly Dictionary<int, HeldStream> _streams = [];
    private readonly Dictionary<long, JsonObject> _requests = [];

    public AuditHead Head { get; private set; }

    /// <summary>Gets where its client came from; empty where its begin is not recorded.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Gets when it began, in microseconds since 1970; 0: its begin is not recorded.</summary>
    public long BeganAt { get; private set; }

    /// <summary>Gets when it ended; null: not yet.</summary>
    public long? EndedAt { get; private set; }

    /// <summary>Gets why it ended.</summary>
    public string Ending { get; private set; } = "";

    public string Epoch { get; private set; } = "";

    /// <summary>Gets how many flushes its client let be un-acknowledged; 0: it acknowledged none.</summary>
    public long Window { get; private set; }

    public bool IsLagging { get; private set; }

    /// <summary>Gets the flush that was sent last, and when.</summary>
    public (long Number, long At) Sent { get; private set; }

    /// <summary>Gets the flush that was acknowledged last, and when.</summary>
    public (long Number, long At) Acknowledged { get; private set; }

    /// <summary>Gets how many flushes there is no record of.</summary>
    public long MissingCount { get; private set; }

    public IEnumerable<HeldStream> Streams => _streams.Values;

    public void Take(AuditRecord record)
    {
        // Whose it is may only be shown after it began.
        Head = record.Head.Principal.Length > 0 || Head.Replica is null ? record.Head : Head;
        switch (record.Kind)
        {
            case AuditKind.Begin:
                (BeganAt, Address) = (record.Head.At, record.Text);
                break;
            case AuditKind.Request when record.Request is { } request && JsonNode.Parse(request) is JsonObject asked:
                if (asked["id"] is JsonValue id && id.TryGetValue(out long number))
                {
                    _requests[number] = asked;
                }

                break;
            case AuditKind.Flush:
                TakeFlush(record);
                break;
            case AuditKind.Ack:
                Acknowledged = (record.Flush, record.Head.At);
                break;
            case AuditKind.End:
                (EndedAt, Ending) = (record.Head.At, record.Text);
                break;
        }
    }

    private void TakeFlush(AuditRecord record)
    {
        if (record.Flush > Sent.Number + 1)
        {
            MissingCount += record.Flush - Sent.Number - 1;
            foreach (var stream in _streams.Values)
            {
                stream.IsUncertain = true;
            }
        }

        Sent = (record.Flush, record.Head.At);
        foreach (var control in record.Controls)
        {
            if (JsonNode.Parse(control) is JsonObject told)
            {
                TakeControl(told);
            }
        }

        foreach (var step in record.Steps)
        {
            if (_streams.TryGetValue(step.Stream, out var stream))
            {
                stream.Lead(step, record.Flush, record.Head.At);
            }
        }
    }

    private void TakeControl(JsonObject told)
    {
        switch ((string?)told["op"])
        {
            case "welcome" or "epoch":
                Begin((string?)told["epoch"] ?? "");
                break;
            case "hello":
                Window = (long?)told["window"] ?? 0;
                break;
            case "session":
                IsLagging = (bool?)told["lagging"] ?? false;
                break;
            case "subscribed":
                Subscribe(told);
                break;
            case "updated":
                ForEachEntry(told, Update);
                break;
            case "unsubscribed":
                ForEachNumber(told, number => _streams.Remove(number));
                break;
            case "paused" or "resumed":
                ForEachNumber(told, number => Set(number, "paused", (string?)told["op"] == "paused"));
                break;
            case "status":
                ForEachNumber(told, number => Set(number, "state", (string?)told["state"]));
                ForEachNumber(told, number => Set(number, "reason", (string?)told["reason"]));
                break;
        }
    }

    private void Begin(string epoch)
    {
        Epoch = epoch;
        foreach (var stream in _streams.Values)
        {
            stream.Void();
        }
    }

    private void Subscribe(JsonObject told)
    {
        var asked = (long?)told["id"] is { } id ? _requests.GetValueOrDefault(id) : null;
        ForEachEntry(told, entry =>
        {
            var number = (int)entry["stream"]!;
            if (_streams.TryGetValue(number, out var held))
            {
                // Told anew: another generation.
                held.Definition = entry;
                return;
            }

            _streams[number] = new HeldStream(number, entry);
            TakeOffer(_streams[number], asked);
        });
        foreach (var entry in (told["resumed"] as JsonArray ?? []).OfType<JsonArray>())
        {
            var number = (int)entry[1]!;
            _streams[number] = new HeldStream(number, Resumed(entry, asked));
            TakeOffer(_streams[number], asked);
        }
    }

    /// <summary>A stream that goes on stands where its client said, until it is led further.</summary>
    private static void TakeOffer(HeldStream stream, JsonObject? asked)
    {
        if (stream.Text("start") == "delta" && asked?["resume"]?["streams"]?[stream.Symbol] is JsonArray offer)
        {
            stream.StandAt((long?)offer[0], null, 0, 0);
            stream.Definition["generation"] ??= offer.Count > 3 ? offer[3]?.DeepClone() : null;
        }
    }

    private void Update(JsonObject entry)
    {
        var (number, was) = ((int)entry["stream"]!, (int?)entry["was"] ?? 0);
        var next = new HeldStream(number, entry);
        if (_streams.Remove(was, out var before))
        {
            next.StandAt(before.Version, null, before.Flush, before.FlushedAt);
            next.IsUncertain = before.IsUncertain;
            if (number == was)
            {
                next.StandAt(before.Version, before.Checksum, before.Flush, before.FlushedAt);
            }
            else if ((string?)entry["start"] == "snapshot")
            {
                next.Void();
            }
        }

        _streams[number] = next;
    }

    /// <summary>An entry of <c>resumed</c> says little: its parameters are those of the request.</summary>
    private static JsonObject Resumed(JsonArray entry, JsonObject? asked)
    {
        var definition = asked?.DeepClone() as JsonObject ?? [];
        definition.Remove("symbols");
        definition.Remove("resume");
        definition["fields"] = FieldsOf(definition["fields"] as JsonArray);
        (definition["symbol"], definition["stream"]) = (entry[0]?.DeepClone(), entry[1]?.DeepClone());
        (definition["priceScale"], definition["sizeScale"]) = (entry[2]?.DeepClone(), entry[3]?.DeepClone());
        (definition["tickSize"], definition["start"]) = (entry[4]?.DeepClone(), "delta");
        (definition["state"], definition["reason"]) = ("live", "ok");
        return definition;
    }

    private static long FieldsOf(JsonArray? names) => names is null ? (long)QuoteFields.All : names.Sum(
        name => QuoteFieldNames.TryParse((string?)name ?? "", out var field) ? (long)field : 0);

    private void Set(int number, string name, JsonNode? value)
    {
        if (_streams.TryGetValue(number, out var stream))
        {
            stream.Definition[name] = value;
        }
    }

    private static void ForEachEntry(JsonObject told, Action<JsonObject> act)
    {
        foreach (var entry in (told["streams"] as JsonArray ?? []).OfType<JsonObject>())
        {
            act((JsonObject)entry.DeepClone());
        }
    }

    private static void ForEachNumber(JsonObject told, Action<int> act)
    {
        foreach (var number in told["streams"] as JsonArray ?? [])
        {
            act((int)number!);
        }
    }
}
