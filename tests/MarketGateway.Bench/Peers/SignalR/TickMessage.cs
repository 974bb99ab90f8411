using MessagePack;

namespace MarketGateway.Bench.Peers.SignalR;

/// <summary>A quote or a trade as it came from the feed.</summary>
[MessagePackObject]
public sealed class TickMessage
{
    [Key(0)]
    public string Symbol { get; set; } = "";

    [Key(1)]
    public long From { get; set; }

    [Key(2)]
    public long To { get; set; }

    [Key(3)]
    public long OccurredAt { get; set; }

    [Key(4)]
    public long[] Values { get; set; } = [];
}
