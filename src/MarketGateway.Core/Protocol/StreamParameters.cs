using MarketGateway.Core.Books;

namespace MarketGateway.Core.Protocol;

/// <summary>How a client wants to see symbols of a channel; units and defaults as in schemas/wire, <c>subscribe</c>.</summary>
public sealed record StreamParameters
{
    public Channel Channel { get; init; }

    public int Depth { get; init; }

    public int IntervalMs { get; init; }

    public int History { get; init; }

    /// <summary>Gets to how many price steps levels are summed up; 0 for as they are.</summary>
    public int Grouping { get; init; }

    /// <summary>Gets a value indicating whether each level of a book says how many orders stand there.</summary>
    public bool HasOrders { get; init; }

    public QuoteFields Fields { get; init; } = QuoteFields.All;

    /// <summary>Gets how many price steps a price must move before a quote is told; 0 for every update.</summary>
    public int MinPriceMove { get; init; }

    /// <summary>Gets whether updates may come as one.</summary>
    public MergeMode Merge { get; init; }

    /// <summary>Gets the size below which trades are left out, in the symbol's size units.</summary>
    public long MinTradeSize { get; init; }
}
