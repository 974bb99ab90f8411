using System.Globalization;
using System.Text.Json;

namespace MarketGateway.Tools.Operate;

/// <summary>What a gateway answers operators, as tables.</summary>
internal static class OperatorTables
{
    public static TextTable Sessions(JsonElement answer, DateTimeOffset now)
    {
        var table = new TextTable(
            "ID", "PRINCIPAL", "ADDRESS", "CLIENT", "AGE>", "STATE", "SUBS>", "WINDOW>", "FLUSHES>", "BYTES/S>", "UNSENT>", "WORST>");
        foreach (var row in answer.GetProperty("sessions").EnumerateArray())
        {
            var window = row.GetProperty("window").GetInt64();
            table.Add(
                Text(row, "id"),
                Text(row, "principal"),
                Text(row, "address"),
                Text(row, "client"),
                Duration(now - row.GetProperty("since").GetDateTimeOffset()),
                Text(row, "state"),
                Number(row, "subscriptions"),
                window == 0 ? "-" : $"{Number(row, "unacknowledged")}/{window}",
                Number(row, "flushes"),
                Number(row, "bytesPerSecond"),
                Milliseconds(row, "oldestUnsentMs"),
                Milliseconds(row, "oldestUnsentMsMax"));
        }

        return table;
    }

    public static TextTable Streams(JsonElement session)
    {
        var table = new TextTable("STREAM>", "SYMBOL", "CHANNEL", "DEPTH>", "INTERVAL>", "STATE", "VERSION>", "NEWEST>", "BEHIND>");
        foreach (var row in session.GetProperty("streams").EnumerateArray())
        {
            table.Add(
                Number(row, "stream"),
                Text(row, "symbol"),
                Text(row, "channel"),
                row.GetProperty("depth").GetInt64() is var depth && depth > 0 ? $"{depth}" : "all",
                Milliseconds(row, "interval"),
                Text(row, "state"),
                Number(row, "version"),
                Number(row, "newestVersion"),
                Number(row, "behind"));
        }

        return table;
    }

    public static TextTable Symbols(JsonElement answer, DateTimeOffset now)
    {
        var table = new TextTable("SYMBOL", "BOOK", "WHY", "FOR>", "QUOTE+TRADES", "WHY", "FOR>");
        foreach (var row in answer.GetProperty("symbols").EnumerateArray())
        {
            var (books, ticks) = (row.GetProperty("books"), row.GetProperty("ticks"));
            table.Add(
                Text(row, "symbol"), Text(books, "state"), Text(books, "reason"), Since(books, now),
                Text(ticks, "state"), Text(ticks, "reason"), Since(ticks, now));
        }

        return table;
    }

    public static TextTable Symbol(JsonElement symbol, DateTimeOffset now)
    {
        var table = new TextTable(
            "TOPIC", "STATE", "WHY", "FOR>", "PARTITION>", "GENERATION", "OFFSET>", "SEQUENCE>", "JOURNAL FROM>", "TO>", "STREAMS>", "FOLLOWERS>");
        foreach (var topic in (string[])["books", "ticks"])
        {
            var row = symbol.GetProperty(topic);
            var journal = row.GetProperty("journal");
            table.Add(
                topic, Text(row, "state"), Text(row, "reason"), Since(row, now), Number(row, "partition"), Text(row, "generation"),
                Number(row, "offset"), Number(row, "sequence"), Number(journal, "oldestVersion"), Number(journal, "newestVersion"),
                Number(row, "streamCount"),
                $"{row.GetProperty("streams").EnumerateArray().Sum(static stream => stream.GetProperty("followers").GetInt64())}");
        }

        return table;
    }

    public static TextTable Partitions(JsonElement answer)
    {
        var table = new TextTable("TOPIC", "PARTITION>", "LEADER", "POSITION>", "END>", "LAG>", "LAG TIME>", "DECODED>", "SKIPPED>");
        foreach (var row in answer.GetProperty("partitions").EnumerateArray())
        {
            var seconds = row.GetProperty("lagSeconds");
            table.Add(
                Text(row, "topic"),
                Number(row, "partition"),
                row.GetProperty("isReachable").GetBoolean() ? "answers" : "SILENT",
                Number(row, "position"),
                Number(row, "end"),
                Number(row, "lagRecords"),
                seconds.ValueKind == JsonValueKind.Null ? "unknown" : Duration(TimeSpan.FromSeconds(seconds.GetDouble())),
                Number(row, "decoded"),
                Number(row, "skipped"));
        }

        return table;
    }

    public static string Text(JsonElement row, string name) => row.GetProperty(name).GetString() ?? "-";

    /// <summary>Says a time in two units at most.</summary>
    public static string Duration(TimeSpan time) => time.TotalMilliseconds < 1000 ? $"{time.TotalMilliseconds:0}ms"
        : time.TotalSeconds < 60 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0}s")
        : time.TotalMinutes < 60 ? $"{(int)time.TotalMinutes}m{time.Seconds:00}s"
        : time.TotalHours < 24 ? $"{(int)time.TotalHours}h{time.Minutes:00}m"
        : $"{(int)time.TotalDays}d{time.Hours:00}h";

    private static string Number(JsonElement row, string name) => row.GetProperty(name) is { ValueKind: JsonValueKind.Number } value
        ? value.GetInt64().ToString(CultureInfo.InvariantCulture)
        : "-";

    private static string Milliseconds(JsonElement row, string name) => row.GetProperty(name).GetInt64() is var value && value > 0
        ? Duration(TimeSpan.FromMilliseconds(value))
        : "-";

    private static string Since(JsonElement row, DateTimeOffset now) => Duration(now - row.GetProperty("since").GetDateTimeOffset());
}
