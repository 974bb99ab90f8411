using System.Globalization;
using System.Text.Json.Nodes;
using MarketGateway.Core.Books;

namespace MarketGateway.Tools.Audit;

/// <summary>Says what a client held at a moment: as text, or as one JSON object.</summary>
internal static class AuditReport
{
    private static readonly string[] ShownParameters = ["depth", "grouping", "intervalMs", "minPriceMove", "minTradeSize"];

    public static string Time(long microseconds) => DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds)
        .ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Says whether the client had acknowledged a flush; null: it acknowledges none.</summary>
    public static bool? IsAcknowledged(AuditedSession session, long flush) =>
        session.Window == 0 && session.Acknowledged.Number == 0 ? null : flush <= session.Acknowledged.Number;

    public static IEnumerable<string> Lines(AuditedSession session, IReadOnlyList<RebuiltStream> streams, int levels)
    {
        yield return $"session {session.Head.Session:x} of {session.Head.Replica}: {Name(session.Head.Principal)}"
            + (session.Address.Length > 0 ? $", from {session.Address}" : "")
            + (session.BeganAt > 0 ? $", since {Time(session.BeganAt)}" : "");
        yield return $"sent: flush {session.Sent.Number} at {Time(session.Sent.At)}"
            + (session.IsLagging ? ", told that it lags" : "");
        yield return session.Acknowledged.Number > 0
            ? $"acknowledged: flush {session.Acknowledged.Number} at {Time(session.Acknowledged.At)}"
            : session.Window > 0 ? "acknowledged: nothing yet" : "acknowledged: nothing, for it opened no window";
        if (session.EndedAt is { } endedAt)
        {
            yield return $"ended: {Time(endedAt)}, {session.Ending.TrimEnd(' ', ':')}";
        }

        if (session.MissingCount > 0)
        {
            yield return $"MISSING: {session.MissingCount} flushes have no record";
        }

        foreach (var stream in streams)
        {
            yield return "";
            foreach (var line in Lines(session, stream, levels))
            {
                yield return line;
            }
        }
    }

    public static JsonObject Json(AuditedSession session, IReadOnlyList<RebuiltStream> streams) => new()
    {
        ["session"] = session.Head.Session.ToString("x", CultureInfo.InvariantCulture),
        ["replica"] = session.Head.Replica,
        ["principal"] = session.Head.Principal,
        ["address"] = session.Address,
        ["epoch"] = session.Epoch,
        ["flush"] = session.Sent.Number,
        ["sentAt"] = session.Sent.At,
        ["acknowledgedFlush"] = session.Acknowledged.Number == 0 ? null : session.Acknowledged.Number,
        ["lagging"] = session.IsLagging,
        ["missingFlushes"] = session.MissingCount,
        ["endedAt"] = session.EndedAt,
        ["streams"] = new JsonArray([.. streams.Select(stream => (JsonNode)Json(session, stream))]),
    };

    private static string Name(string principal) => principal.Length == 0 ? "nobody yet" : principal;

    private static IEnumerable<string> Lines(AuditedSession session, RebuiltStream stream, int levels)
    {
        var held = stream.Held;
        yield return $"{held.Symbol} {held.Text("channel")}{Parameters(held)}: version {held.Version?.ToString(CultureInfo.InvariantCulture) ?? "none"}, "
            + $"{held.Text("state")}, " + (held.Flush > 0 ? $"flush {held.Flush} at {Time(held.FlushedAt)}" : "held before this session")
            + Acknowledged(session, held.Flush);
        if (held.IsUncertain)
        {
            yield return "  UNCERTAIN: a flush after that has no record";
        }

        if (stream.Problem.Length > 0)
        {
            yield return $"  NOT REBUILT: {stream.Problem}";
            yield break;
        }

        for (var rank = 0; rank < Math.Min(levels, Math.Max(stream.Bids.Count, stream.Asks.Count)); rank++)
        {
            yield return $"  {Level(held, stream.Bids, rank),28} | {Level(held, stream.Asks, rank)}".TrimEnd();
        }

        foreach (var (name, value) in stream.Fields)
        {
            yield return $"  {name,-14} {Value(held, name, value)}";
        }

        foreach (var trade in stream.Trades.TakeLast(levels))
        {
            yield return $"  {Time(trade.OccurredAt)}  {Scaled(trade.Price, held.PriceScale)} x {Scaled(trade.Size, held.SizeScale)}";
        }

        if (stream.Checksum is { } checksum)
        {
            yield return $"  checksum {checksum}: " + stream.IsRight switch
            {
                true => "right, the client was told the same",
                false => $"WRONG, the client was told {held.Checksum}",
                null => "of what is in the log; the client was told none yet",
            };
        }
    }

    private static string Acknowledged(AuditedSession session, long flush) => IsAcknowledged(session, flush) switch
    {
        true => ", acknowledged",
        false => ", not acknowledged yet",
        null => "",
    };

    private static string Parameters(HeldStream held) => string.Concat(
        ShownParameters.Where(name => held.Number64(name) > 0).Select(name => $" {name} {held.Number64(name)}"))
        + (held.Text("merge").Length > 0 ? $" merge {held.Text("merge")}" : "")
        + ((bool?)held.Definition["paused"] == true ? " paused" : "");

    private static JsonObject Json(AuditedSession session, RebuiltStream stream) => new()
    {
        ["stream"] = stream.Held.Number,
        ["symbol"] = stream.Held.Symbol,
        ["channel"] = stream.Held.Text("channel"),
        ["depth"] = stream.Held.Number64("depth"),
        ["state"] = stream.Held.Text("state"),
        ["version"] = stream.Held.Version,
        ["flush"] = stream.Held.Flush,
        ["sentAt"] = stream.Held.FlushedAt,
        ["acknowledged"] = IsAcknowledged(session, stream.Held.Flush),
        ["uncertain"] = stream.Held.IsUncertain,
        ["problem"] = stream.Problem.Length == 0 ? null : stream.Problem,
        ["priceScale"] = stream.Held.PriceScale,
        ["sizeScale"] = stream.Held.SizeScale,
        ["bids"] = Flat(stream.Bids),
        ["asks"] = Flat(stream.Asks),
        ["fields"] = new JsonObject(stream.Fields.Select(static field => KeyValuePair.Create(field.Name, (JsonNode?)field.Value))),
        ["trades"] = new JsonArray([.. stream.Trades.Select(static trade => (JsonNode)new JsonArray(
            trade.Version, trade.OccurredAt, trade.Price, trade.Size))]),
        ["checksum"] = stream.Checksum,
        ["toldChecksum"] = stream.Held.Checksum,
        ["isRight"] = stream.IsRight,
    };

    private static JsonArray Flat(IEnumerable<PriceLevel> levels) =>
        new([.. levels.SelectMany(static level => new JsonNode[] { level.Price, level.Size })]);

    private static string Level(HeldStream held, IReadOnlyList<PriceLevel> side, int rank) => rank < side.Count
        ? $"{Scaled(side[rank].Price, held.PriceScale)} x {Scaled(side[rank].Size, held.SizeScale)}" : "";

    private static string Value(HeldStream held, string name, long? value) => value is not { } number ? "-"
        : name.EndsWith("At", StringComparison.Ordinal) ? Time(number)
        : name.EndsWith("Size", StringComparison.Ordinal) || name == "volume" ? Scaled(number, held.SizeScale)
        : name == "lastAggressor" ? number.ToString(CultureInfo.InvariantCulture)
        : Scaled(number, held.PriceScale);

    private static string Scaled(long mantissa, int scale) =>
        ((decimal)mantissa / DecimalScale.PowerOfTen(scale)).ToString("F" + scale, CultureInfo.InvariantCulture);
}
