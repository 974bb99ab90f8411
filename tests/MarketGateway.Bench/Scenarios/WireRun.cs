using MarketGateway.Tools.Load;

namespace MarketGateway.Bench.Scenarios;

/// <summary>One pace of the wire scenario: what a client of it was sent, in each form.</summary>
/// <param name="label">The pace in words.</param>
/// <param name="intervalMicroseconds">The shortest time between two messages by the feed's clock; 0: none.</param>
internal sealed class WireRun(string label, long intervalMicroseconds)
{
    public const int Depth = 10;

    /// <summary>A server's frame has a head of 2 bytes, or 4 from this length on.</summary>
    private const int LongFrame = 126;

    private long _dueAt;

    public string Label { get; } = label;

    public bool IsPaced => intervalMicroseconds > 0;

    public long Updates { get; set; }

    public long Messages { get; set; }

    /// <summary>Gets or sets how many messages broke the chain or had a wrong checksum.</summary>
    public long Wrong { get; set; }

    public long Ours { get; set; }

    /// <summary>Gets or sets the bytes of the gateway's own JSON: positional arrays, as in MessagePack.</summary>
    public long Json { get; set; }

    /// <summary>Gets or sets the bytes of JSON as it is usually sent: objects with names, prices as decimals.</summary>
    public long NamedJson { get; set; }

    public long SignalR { get; set; }

    public long Snapshots { get; set; }

    public WireCursor OursAt { get; } = new();

    public WireCursor JsonAt { get; } = new();

    public WireCursor SnapshotAt { get; } = new();

    /// <summary>Gets what the client holds; null before the first message.</summary>
    public LoadStream Held { get; } = new("ESH4", Client.MarketChannel.Book, Depth);

    public double PerUpdate(long bytes) => (double)bytes / Math.Max(1, Updates);

    public static int Framed(int payload) => payload + (payload < LongFrame ? 2 : 4);

    /// <summary>Says whether a change may be sent at this time of the feed, and begins the next interval then.</summary>
    public bool TryTakeTurn(long occurredAt)
    {
        if (occurredAt < _dueAt)
        {
            return false;
        }

        _dueAt = occurredAt + intervalMicroseconds;
        return true;
    }

    /// <summary>Proves a message of ours.</summary>
    public void Prove(ReadOnlySpan<byte> message)
    {
        var reader = new WireSpan(message);
        reader.ReadArrayHeader();
        var isSnapshot = reader.ReadInteger() == 1;
        reader.ReadInteger();
        var isRight = Held.TryAdvance(isSnapshot, reader.ReadOptional(), reader.ReadInteger(), reader.ReadOptional());
        reader.ReadOptional();
        Held.ReadSide(ref reader, isSnapshot, Held.Bids);
        Held.ReadSide(ref reader, isSnapshot, Held.Asks);
        isRight &= Held.Prove((uint)reader.ReadInteger()) && reader.IsAtEnd;
        Wrong += isRight ? 0 : 1;
    }
}
