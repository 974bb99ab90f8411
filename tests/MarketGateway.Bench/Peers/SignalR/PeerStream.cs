using MarketGateway.Client;
using MarketGateway.Tools.Load;

namespace MarketGateway.Bench.Peers.SignalR;

/// <summary>What a client of a SignalR server must hold of one symbol.</summary>
internal sealed class PeerStream(string symbol)
{
    public string Symbol { get; } = symbol;

    public long BookVersion { get; set; } = long.MinValue;

    public long TickVersion { get; set; } = long.MinValue;

    /// <summary>Gets or sets how many source updates came since it was joined.</summary>
    public long Merged { get; set; }

    public BookSide Bids { get; } = new(isBid: true);

    public BookSide Asks { get; } = new(isBid: false);

    public uint Checksum => BookChecksum.Of(Bids, Asks);

    public static void ReadSide(ref WireSpan reader, bool isWhole, BookSide side)
    {
        if (isWhole)
        {
            side.Clear();
        }

        for (var rest = reader.ReadArrayHeader(); rest > 0; rest -= 2)
        {
            side.Apply(new BookLevel(reader.ReadInteger(), reader.ReadInteger()));
        }
    }
}
