namespace MarketGateway.Tools.Replay;

/// <summary>What a replay makes of its files beyond what stands in them.</summary>
public sealed record TardisReplayOptions
{
    /// <summary>
    /// Gets how much feed time passes until a symbol's book is published again as a snapshot. Defaults to 60 seconds; 0
    /// is never. Late joiners wait this long for a book, and a symbol marked crossed in pre-open for its recovery.
    /// </summary>
    public TimeSpan SnapshotInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Gets the decimals of prices, 0 to 12; null (the default): the fewest that the files need.</summary>
    public int? PriceScale { get; init; }

    /// <summary>Gets the decimals of sizes, 0 to 12; null (the default) finds the fewest that the files need.</summary>
    public int? SizeScale { get; init; }

    /// <summary>Gets the smallest price step; null (the default): the greatest that fits all prices seen.</summary>
    public ExactDecimal? TickSize { get; init; }

    /// <summary>Gets the attribute that the files do not state. Defaults to empty.</summary>
    public string AssetClass { get; init; } = "";

    /// <summary>Gets the attribute that the files do not state. Defaults to empty.</summary>
    public string Currency { get; init; } = "";

    /// <summary>
    /// Gets the number that the first book snapshot and the first tick of each symbol carry; above 0. Defaults to 1. A
    /// second replay into the same topics must begin above the first, or it is taken for its duplicate.
    /// </summary>
    public long FirstSequence { get; init; } = 1;

    /// <summary>
    /// Gets the data rows of the book files (the first after the header is 1) after which a record ends even inside a
    /// group of the same timestamp, so that a caller may stop exactly there. Defaults to none.
    /// </summary>
    public IReadOnlySet<long> CutAfterBookRows { get; init; } = new HashSet<long>();
}
