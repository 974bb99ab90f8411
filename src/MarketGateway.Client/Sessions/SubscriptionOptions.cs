namespace MarketGateway.Client;

/// <summary>
/// What of its symbols a subscription wants, and how often. Immutable. What a channel does not have must be left as it
/// is. What the gateway made of it stands in the <see cref="ClientStream.Terms"/> of each stream.
/// </summary>
public sealed record SubscriptionOptions
{
    /// <summary>Gets how many levels per side. Book only. Defaults to 0: all.</summary>
    public int Depth { get; init; }

    /// <summary>
    /// Gets how many price steps a level of the book spans: bids are rounded down, asks up, and sizes summed. Book only.
    /// Defaults to 0: levels as they are.
    /// </summary>
    public int Grouping { get; init; }

    /// <summary>
    /// Gets whether each level says how many orders stand there: <see cref="BookLevel.Orders"/>. Book only. Defaults to
    /// false.
    /// </summary>
    public bool Orders { get; init; }

    /// <summary>
    /// Gets the time in which a symbol is updated once at most. Defaults to zero: as fast as the connection takes it.
    /// </summary>
    public TimeSpan Interval { get; init; }

    /// <summary>Gets the fields wanted. Quote only. Defaults to none named: all.</summary>
    public QuoteFields Fields { get; init; }

    /// <summary>
    /// Gets by how many price steps a price must move before an update comes. Quote only. Defaults to 0: every update.
    /// </summary>
    public int MinPriceMove { get; init; }

    /// <summary>
    /// Gets whether updates may come as one. Book and quote only. Defaults to <see cref="MergeMode.Auto"/>; with
    /// <see cref="MergeMode.Never"/> there must be neither interval nor price move.
    /// </summary>
    public MergeMode Merge { get; init; }

    /// <summary>Gets how many past trades to begin with. Trade only. Defaults to 0.</summary>
    public int History { get; init; }

    /// <summary>
    /// Gets the size below which trades are left out, in units of the symbol's size scale. Trade only. Defaults to 0: all
    /// come. The account counts those that are left out all the same.
    /// </summary>
    public long MinTradeSize { get; init; }

    /// <summary>Gets what symbols must be like. Defaults to any.</summary>
    public SymbolFilter Filter { get; init; } = new();

    internal QuoteFields EffectiveFields => Fields == QuoteFields.None ? QuoteFieldList.All : Fields;

    /// <exception cref="ArgumentException">A value is out of range, or does not belong to the channel.</exception>
    internal void Validate(MarketChannel channel)
    {
        Expect(Depth, channel, MarketChannel.Book, nameof(Depth));
        Expect(Grouping, channel, MarketChannel.Book, nameof(Grouping));
        Expect(Orders ? 1 : 0, channel, MarketChannel.Book, nameof(Orders));
        Expect((long)Fields, channel, MarketChannel.Quote, nameof(Fields));
        Expect(MinPriceMove, channel, MarketChannel.Quote, nameof(MinPriceMove));
        Expect(History, channel, MarketChannel.Trade, nameof(History));
        Expect(MinTradeSize, channel, MarketChannel.Trade, nameof(MinTradeSize));
        if (Merge != MergeMode.Auto && channel == MarketChannel.Trade)
        {
            throw new ArgumentException($"{nameof(Merge)} belongs to channels Book and Quote; trades come one by one");
        }

        if (Merge == MergeMode.Never && (Interval > TimeSpan.Zero || MinPriceMove > 0))
        {
            throw new ArgumentException(
                $"{nameof(Merge)} is {Merge}, which is every update; {nameof(Interval)} and {nameof(MinPriceMove)} must be 0");
        }

        if (Interval < TimeSpan.Zero)
        {
            throw new ArgumentException($"{nameof(Interval)} is {Interval}, but must not be negative");
        }
    }

    /// <summary>Whether a client that holds what <paramref name="other"/> shows can go on with these.</summary>
    internal bool ShowsNothingBeyond(SubscriptionOptions other) =>
        Depth == other.Depth && Grouping == other.Grouping && Orders == other.Orders
        && (EffectiveFields & ~other.EffectiveFields) == 0;

    private static void Expect(long value, MarketChannel channel, MarketChannel home, string name)
    {
        if (value < 0 || (value != 0 && channel != home))
        {
            throw new ArgumentException(value < 0
                ? $"{name} is {value}, but must not be negative"
                : $"{name} belongs to channel {home}, not {channel}");
        }
    }
}
