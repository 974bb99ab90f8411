using System.Text.Json.Nodes;
using MarketGateway.Core.Audit;
using MarketGateway.Core.Books;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Tools.Audit;

/// <summary>A stream that a client held: what it was told of it, and where it was led.</summary>
/// <param name="number">Its number in its process.</param>
/// <param name="definition">The entry of the answer that began or changed it.</param>
internal sealed class HeldStream(int number, JsonObject definition)
{
    public int Number => number;

    /// <summary>Gets or sets the entry of the answer that began or changed it.</summary>
    public JsonObject Definition { get; set; } = definition;

    public string Symbol => Text("symbol");

    public Channel Channel => WireName.TryParse<Channel>(Text("channel"), out var channel) ? channel : Channel.Book;

    public int PriceScale => (int)Number64("priceScale");

    public int SizeScale => (int)Number64("sizeScale");

    /// <summary>Gets a value indicating whether its levels say how many orders stand there.</summary>
    public bool HasOrders =>
        Definition["orders"] is JsonValue value && value.TryGetValue(out bool hasOrders) && hasOrders;

    /// <summary>Gets the partition of the log that its versions are offsets of; null: not known.</summary>
    public int? Partition => int.TryParse(Text("generation").Split('.')[0], out var partition) ? partition : null;

    /// <summary>Gets where the client stood; null: it held nothing yet.</summary>
    public long? Version { get; private set; }

    /// <summary>Gets the checksum that it was told for that; null: none was.</summary>
    public uint? Checksum { get; private set; }

    /// <summary>Gets in which flush that came; 0: the client brought it with it.</summary>
    public long Flush { get; private set; }

    /// <summary>Gets when that flush was sent, in microseconds since 1970.</summary>
    public long FlushedAt { get; private set; }

    /// <summary>Gets a value indicating whether records are missing that may have led it further.</summary>
    public bool IsUncertain { get; set; }

    public string Text(string name) => Definition[name]?.GetValueKind() == System.Text.Json.JsonValueKind.String
        ? (string)Definition[name]! : "";

    public long Number64(string name) => Definition[name] is JsonValue value && value.TryGetValue(out long number64) ? number64 : 0;

    public void Lead(in AuditStep step, long flush, long at)
    {
        // Wherever it came from: with this message the client stands there.
        (Version, Checksum, Flush, FlushedAt, IsUncertain) = (step.To, step.Checksum, flush, at, false);
    }

    /// <summary>Takes over where a client stood already: before an update, or before it came back.</summary>
    public void StandAt(long? version, uint? checksum, long flush, long at) =>
        (Version, Checksum, Flush, FlushedAt) = (version, checksum, flush, at);

    /// <summary>Forgets what was held: another log began, or a snapshot of something else follows.</summary>
    public void Void() => (Version, Checksum, IsUncertain) = (null, null, false);
}
