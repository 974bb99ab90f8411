namespace MarketGateway.Client;

/// <summary>What <see cref="MarketClient.UpdateAsync"/> changes of a subscription; null stays as it is.</summary>
public sealed record SubscriptionChanges
{
    /// <summary>Gets the new depth; 0: all levels. Book only.</summary>
    public int? Depth { get; init; }

    /// <summary>Gets the new price steps per level; 0: levels as they are. Book only; a snapshot follows.</summary>
    public int? Grouping { get; init; }

    /// <summary>Gets whether each level says how many orders stand there. Book only; a snapshot follows.</summary>
    public bool? Orders { get; init; }

    /// <summary>Gets the new interval; zero: as fast as the connection takes it.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>Gets the new fields; none named: all. Quote only; a snapshot follows where fields are new.</summary>
    public QuoteFields? Fields { get; init; }

    /// <summary>Gets the new price move, in price steps; 0: every update. Quote only.</summary>
    public int? MinPriceMove { get; init; }

    /// <summary>Gets whether updates may come as one from now on. Book and quote only.</summary>
    public MergeMode? Merge { get; init; }

    /// <summary>Gets the new smallest trade. Trade only.</summary>
    public long? MinTradeSize { get; init; }

    internal SubscriptionOptions ApplyTo(SubscriptionOptions options) => options with
    {
        Depth = Depth ?? options.Depth,
        Grouping = Grouping ?? options.Grouping,
        Orders = Orders ?? options.Orders,
        Interval = Interval ?? options.Interval,
        Fields = Fields ?? options.Fields,
        MinPriceMove = MinPriceMove ?? options.MinPriceMove,
        Merge = Merge ?? options.Merge,
        MinTradeSize = MinTradeSize ?? options.MinTradeSize,
    };
}
