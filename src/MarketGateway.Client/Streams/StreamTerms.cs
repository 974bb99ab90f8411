namespace MarketGateway.Client;

/// <summary>
/// What the gateway made of a subscription to one symbol; it came with the acknowledgement, and anew with each update.
/// </summary>
/// <param name="Depth">Book: levels per side; 0: all.</param>
/// <param name="Interval">At most one update in this time; zero: as fast as the connection takes them.</param>
/// <param name="History">Trades: how many past trades came first.</param>
/// <param name="PriceScale">Prices are in units of 10^-PriceScale.</param>
/// <param name="SizeScale">Sizes are in units of 10^-SizeScale.</param>
/// <param name="TickSize">Smallest price step, as a price.</param>
public sealed record StreamTerms(
    int Depth, TimeSpan Interval, int History, int PriceScale, int SizeScale, long TickSize)
{
    /// <summary>Gets how many price steps a level of the book spans; 0: levels are as they are.</summary>
    public int Grouping { get; init; }

    /// <summary>Gets a value indicating whether each level of the book says how many orders stand there.</summary>
    public bool Orders { get; init; }

    /// <summary>Gets the fields of a quote that come.</summary>
    public QuoteFields Fields { get; init; }

    /// <summary>Gets by how many price steps a price must move before a quote comes; 0: every update.</summary>
    public int MinPriceMove { get; init; }

    /// <summary>Gets whether updates may come as one.</summary>
    public MergeMode Merge { get; init; }

    /// <summary>Gets the size below which trades do not come one by one; 0: all do.</summary>
    public long MinTradeSize { get; init; }

    /// <summary>
    /// Gets what the stream's versions and numbers mean, opaque: two that differ do not compare; null while nothing has
    /// arrived.
    /// </summary>
    public string? Generation { get; init; }

    internal static StreamTerms Read(WireMap entry) => new(
        (int)(entry.IntegerOrNull("depth") ?? 0),
        TimeSpan.FromMilliseconds(entry.IntegerOrNull("intervalMs") ?? 0),
        (int)(entry.IntegerOrNull("history") ?? 0),
        (int)entry.Integer("priceScale"),
        (int)entry.Integer("sizeScale"),
        entry.IntegerOrNull("tickSize") ?? 1)
    {
        Grouping = (int)(entry.IntegerOrNull("grouping") ?? 0),
        Orders = entry.Flag("orders"),
        Fields = (QuoteFields)(entry.IntegerOrNull("fields") ?? 0) & QuoteFieldList.All,
        MinPriceMove = (int)(entry.IntegerOrNull("minPriceMove") ?? 0),
        Merge = entry.TextOrNull("merge") == "never" ? MergeMode.Never : MergeMode.Auto,
        MinTradeSize = entry.IntegerOrNull("minTradeSize") ?? 0,
        Generation = entry.TextOrNull("generation"),
    };
}
