using MarketGateway.Core.Books;

namespace MarketGateway.Core.Protocol;

/// <summary>What an <c>update</c> changes; null stays as it is.</summary>
public sealed record ParameterChanges(
    int? Depth, int? IntervalMs, int? Grouping, QuoteFields? Fields, int? MinPriceMove, long? MinTradeSize, MergeMode? Merge)
{
    /// <summary>Gets whether levels say how many orders stand there.</summary>
    public bool? Orders { get; init; }

    /// <summary>Gets the first change that does not belong to a channel, by its wire name; null when all do.</summary>
    public string? ForeignTo(Channel channel) => this switch
    {
        { Depth: not null } when channel != Channel.Book => "depth",
        { Grouping: not null } when channel != Channel.Book => "grouping",
        { Orders: not null } when channel != Channel.Book => "orders",
        { Fields: not null } when channel != Channel.Quote => "fields",
        { MinPriceMove: not null } when channel != Channel.Quote => "minPriceMove",
        { MinTradeSize: not null } when channel != Channel.Trade => "minTradeSize",
        { Merge: not null } when channel == Channel.Trade => "merge",
        _ => null,
    };

    public StreamParameters ApplyTo(StreamParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return parameters with
        {
            Depth = Depth ?? parameters.Depth,
            IntervalMs = IntervalMs ?? parameters.IntervalMs,
            Grouping = Grouping ?? parameters.Grouping,
            HasOrders = Orders ?? parameters.HasOrders,
            Fields = Fields ?? parameters.Fields,
            MinPriceMove = MinPriceMove ?? parameters.MinPriceMove,
            MinTradeSize = MinTradeSize ?? parameters.MinTradeSize,
            Merge = Merge ?? parameters.Merge,
        };
    }
}
