using MessagePack;

namespace MarketGateway.Bench.Peers.SignalR;

/// <summary>What a SignalR team would send of a book: levels as flat arrays of price and size, keys by number.</summary>
/// <remarks>
/// A delta as it came from the feed, or the whole state. <see cref="From"/> and <see cref="To"/> are there so that the
/// client can prove that it missed nothing, as it can with the gateway.
/// </remarks>
[MessagePackObject]
public sealed class BookMessage
{
    [Key(0)]
    public string Symbol { get; set; } = "";

    [Key(1)]
    public long From { get; set; }

    [Key(2)]
    public long To { get; set; }

    [Key(3)]
    public long Merged { get; set; }

    [Key(4)]
    public long Oldest { get; set; }

    [Key(5)]
    public long[] Bids { get; set; } = [];

    [Key(6)]
    public long[] Asks { get; set; } = [];

    /// <summary>Gets or sets the last quote and trade, for conflated messages: the dashboard needs both.</summary>
    [Key(7)]
    public long[] Quote { get; set; } = [];
}
