using MarketGateway.Core.Books;

namespace MarketGateway.Core.Conflation;

/// <summary>What the streams of one channel show together that a lane follows. Immutable, and replaced as a whole.</summary>
/// <param name="Depth">How many levels per side, at most; <see cref="BookTouch.None"/> for all.</param>
/// <param name="Fields">Which fields of the quote.</param>
/// <param name="HasTrades">Whether trades are among it.</param>
/// <param name="HasEveryUpdate">Whether updates that show nothing are awaited too.</param>
internal sealed record ChannelInterest(int Depth, QuoteFields Fields, bool HasTrades, bool HasEveryUpdate)
{
    public static readonly ChannelInterest None = new(0, QuoteFields.None, HasTrades: false, HasEveryUpdate: false);

    /// <summary>Gets the interest that this and a stream have together.</summary>
    public ChannelInterest And(StreamKey key)
    {
        // Of a grouped book nobody knows here how many levels its groups sum up.
        var depth = key.Channel != Channel.Book ? 0 : key.Depth == 0 || key.GroupStep > 0 ? BookTouch.None : key.Depth;
        var both = new ChannelInterest(
            Math.Max(Depth, depth),
            key.Channel == Channel.Quote ? Fields | key.Fields : Fields,
            HasTrades || key.Channel == Channel.Trade,
            HasEveryUpdate || key.IsEveryUpdate);
        return both == this ? this : both;
    }
}
