using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text.Json.Nodes;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Testing.Wire;

/// <summary>
/// What a client holds of one stream, kept by the rules of schemas/wire and nothing else; what breaks a rule is noted.
/// Written by the client's processing, under its gate.
/// </summary>
public sealed class WireStream
{
    private const int ChecksumLevels = 10;
    private static readonly Comparer<long> Descending = Comparer<long>.Create((left, right) => right.CompareTo(left));

    private readonly List<string> _violations;

    internal WireStream(JsonNode entry, List<string> violations)
    {
        _violations = violations;
        Entry = entry;
    }

    /// <summary>Writes an entry of <c>resumed</c> out as it would stand in <c>streams</c>.</summary>
    internal static JsonObject WriteOut(JsonArray brief, JsonNode asked)
    {
        var channel = (string)asked["channel"]!;
        var entry = new JsonObject { ["symbol"] = (string)brief[0]!, ["stream"] = (long)brief[1]!, ["channel"] = channel };
        foreach (var key in (string[])["depth", "intervalMs", "history", "grouping", "minPriceMove", "minTradeSize"])
        {
            entry[key] = (long?)asked[key] ?? 0;
        }

        entry["fields"] = channel == "quote" ? FieldBits(asked["fields"]?.AsArray()) : 0;
        entry["priceScale"] = (long)brief[2]!;
        entry["sizeScale"] = (long)brief[3]!;
        entry["tickSize"] = (long)brief[4]!;
        entry["state"] = "live";
        entry["reason"] = "ok";
        entry["start"] = "delta";

        // As a message read from the wire: numbers without a type of their own.
        return JsonNode.Parse(entry.ToJsonString())!.AsObject();
    }

    /// <summary>Gets the acknowledgement with the effective values.</summary>
    public JsonNode Entry { get; internal set; }

    public string Symbol => (string)Entry["symbol"]!;

    public int Number => (int)Entry["stream"]!;

    public string Channel => (string)Entry["channel"]!;

    public int Depth => (int)Entry["depth"]!;

    /// <summary>Gets what the stream shows, as text: the same for the same stream of another connection.</summary>
    public string Identity =>
        $"{Channel} {Symbol} {Depth} {Entry["grouping"]} {Entry["fields"]} {Entry["minTradeSize"]}";

    /// <summary>Gets the version from which on the parameters are those of <see cref="Entry"/>.</summary>
    public long ShapedAt { get; internal set; } = -1;

    /// <summary>Gets the state that the client was told last.</summary>
    public string State { get; internal set; } = "";

    /// <summary>Gets where the client stands; null before the first message.</summary>
    public long? Version { get; private set; }

    /// <summary>Gets the version at which the account began.</summary>
    public long? AccountBegan { get; private set; }

    /// <summary>Gets a value indicating whether a message said that it does not know how much it stands for.</summary>
    public bool IsAccountUnknown { get; private set; }

    /// <summary>Gets the sum of merged counts since <see cref="AccountBegan"/>; null when it was broken.</summary>
    public long? Account { get; private set; }

    public SortedDictionary<long, long> Bids { get; } = new(Descending);

    public SortedDictionary<long, long> Asks { get; } = [];

    /// <summary>Gets the quote's fields by bit.</summary>
    public long?[] Fields { get; } = new long?[14];

    public List<JsonNode> Trades { get; } = [];

    public List<JsonNode> RollUps { get; } = [];

    /// <summary>Gets the cancels and corrections, as they came.</summary>
    public List<JsonNode> Amendments { get; } = [];

    /// <summary>Gets how many messages were applied, by kind.</summary>
    public int[] Applied { get; } = new int[9];

    /// <summary>Gets or sets whether the next trades apply wherever they begin.</summary>
    internal bool TakesAnyFrom { get; set; }

    /// <summary>Gets or sets a value indicating whether what is held is of other parameters, until the snapshot comes.</summary>
    internal bool IsSnapshotDue { get; set; }

    /// <summary>Gets what the client offers to resume from; null: what is held does not do for a start.</summary>
    public JsonArray? ResumePoint() => Version is null || IsSnapshotDue
        ? null
        : [Version, EdgeOf(Bids), EdgeOf(Asks), (string?)Entry["generation"]];

    /// <summary>Takes over what was held under an earlier number, or by an earlier connection.</summary>
    internal void TakeOver(WireStream other)
    {
        (Version, Account, AccountBegan) = (other.Version, other.Account, other.AccountBegan);
        (ShapedAt, IsAccountUnknown, IsSnapshotDue) = (other.ShapedAt, other.IsAccountUnknown, other.IsSnapshotDue);
        foreach (var (from, to) in new[] { (other.Bids, Bids), (other.Asks, Asks) })
        {
            foreach (var level in from)
            {
                to[level.Key] = level.Value;
            }
        }

        other.Fields.CopyTo(Fields, 0);
        Trades.AddRange(other.Trades);
        RollUps.AddRange(other.RollUps);
        Amendments.AddRange(other.Amendments);
    }

    /// <summary>Forgets everything: the log was replaced.</summary>
    internal void Void()
    {
        (Version, Account, AccountBegan) = (null, null, null);
        Bids.Clear();
        Asks.Clear();
        Amendments.Clear();
        Array.Clear(Fields);
    }

    internal void Apply(JsonArray message)
    {
        var kind = (int)message[0]!;
        var (from, to, merged) = ((long?)message[2], (long)message[3]!, (long?)message[4]);
        var isSnapshot = kind is 1 or 3;
        if (!isSnapshot && from != Version && !(TakesAnyFrom && kind >= 5))
        {
            _violations.Add($"{Symbol} ({Channel} {Number}) stands at {Version}; got kind {kind} from {from} to {to}");
            return;
        }

        CountIn(from, to, merged, isSnapshot);
        TakesAnyFrom = false;
        IsSnapshotDue = false;
        Applied[kind]++;
        if (kind <= 2)
        {
            ApplyBook(message, isSnapshot);
        }
        else if (kind <= 4)
        {
            ApplyQuote(message, isSnapshot);
        }
        else
        {
            ApplyTrades(message, kind);
        }
    }

    private void CountIn(long? from, long to, long? merged, bool isSnapshot)
    {
        IsAccountUnknown = from is not null && (IsAccountUnknown || merged is null);
        if (from is null)
        {
            (Account, AccountBegan) = (0, to);
        }
        else
        {
            Account = isSnapshot && from != Version ? null : Account + merged;
        }

        if (to < Version)
        {
            _violations.Add($"{Symbol} ({Channel} {Number}) went back from {Version} to {to}");
        }

        Version = to;
    }

    private void ApplyBook(JsonArray message, bool isSnapshot)
    {
        Put(Bids, message[6]!.AsArray(), isSnapshot);
        Put(Asks, message[7]!.AsArray(), isSnapshot);
        var checksum = Checksum();
        if (checksum != (uint)message[8]!)
        {
            _violations.Add($"{Symbol} ({Channel} {Number}): checksum {checksum} is not that of {message.ToJsonString()}");
        }
    }

    private void Put(SortedDictionary<long, long> side, JsonArray levels, bool isSnapshot)
    {
        if (isSnapshot)
        {
            side.Clear();
        }

        for (var i = 0; i < levels.Count; i += 2)
        {
            var (price, size) = ((long)levels[i]!, (long)levels[i + 1]!);
            if (size == 0)
            {
                side.Remove(price);
            }
            else
            {
                side[price] = size;
            }
        }

        while (Depth > 0 && side.Count > Depth)
        {
            side.Remove(side.Keys.Last());
        }
    }

    private void ApplyQuote(JsonArray message, bool isSnapshot)
    {
        if (isSnapshot)
        {
            Array.Clear(Fields);
        }

        var values = message[7]!.AsArray();
        var next = 0;
        for (var bit = 0; bit < Fields.Length; bit++)
        {
            if (((int)message[6]! & (1 << bit)) != 0)
            {
                Fields[bit] = (long?)values[next++];
            }
        }

        var checksum = FieldsChecksum();
        if (checksum != (uint)message[8]!)
        {
            _violations.Add($"{Symbol} ({Channel} {Number}): checksum {checksum} is not that of {message.ToJsonString()}");
        }
    }

    private void ApplyTrades(JsonArray message, int kind)
    {
        if (kind == 6)
        {
            RollUps.Add(message);
            return;
        }

        if (kind >= 7)
        {
            Amendments.Add(message);
            return;
        }

        foreach (var trade in message[6]!.AsArray())
        {
            if (Trades.Count > 0 && (long)Trades[^1][0]! >= (long)trade![0]!)
            {
                _violations.Add($"{Symbol}: trade {trade[0]} came after {Trades[^1][0]}");
            }

            Trades.Add(trade!);
        }
    }

    private uint Checksum()
    {
        Span<byte> level = stackalloc byte[16];
        var crc = new Crc32();
        foreach (var (price, size) in Bids.Take(ChecksumLevels).Concat(Asks.Take(ChecksumLevels)))
        {
            BinaryPrimitives.WriteInt64LittleEndian(level, price);
            BinaryPrimitives.WriteInt64LittleEndian(level[8..], size);
            crc.Append(level);
        }

        return crc.GetCurrentHashAsUInt32();
    }

    private uint FieldsChecksum()
    {
        Span<byte> value = stackalloc byte[8];
        var crc = new Crc32();
        var shown = (int)Entry["fields"]!;
        for (var bit = 0; bit < Fields.Length; bit++)
        {
            if ((shown & (1 << bit)) != 0)
            {
                BinaryPrimitives.WriteInt64LittleEndian(value, Fields[bit] ?? long.MinValue);
                crc.Append(value);
            }
        }

        return crc.GetCurrentHashAsUInt32();
    }

    private static long FieldBits(JsonArray? names)
    {
        var asked = names?.Select(name => (string?)name).ToHashSet();
        return QuoteFieldNames.All.Index().Sum(field => asked?.Contains(field.Item) is false ? 0 : 1L << field.Index);
    }

    private long? EdgeOf(SortedDictionary<long, long> side) =>
        Channel == "book" && Depth > 0 && side.Count == Depth ? side.Keys.Last() : null;
}
