using MarketGateway.Core.Books;

namespace MarketGateway.Core.Conflation;

/// <summary>What a stream shows of its symbol. Subscriptions with the same key share one stream.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Depth">Levels per side of a book; 0 for all, and in other channels.</param>
public readonly record struct StreamKey(Channel Channel, int Depth)
{
    private readonly QuoteFields _fields;

    /// <summary>Gets to how many price steps the levels of a book are summed up; 0 for as they are.</summary>
    public int Grouping { get; init; }

    /// <summary>Gets the fields of a quote.</summary>
    public QuoteFields Fields
    {
        get => _fields == QuoteFields.None && Channel == Channel.Quote ? QuoteFields.All : _fields;
        init => _fields = value == QuoteFields.All ? QuoteFields.None : value;
    }

    /// <summary>Gets the size below which trades are left out, in the symbol's size units.</summary>
    public long MinTradeSize { get; init; }

    /// <summary>
    /// Gets a value indicating whether this is for single snapshots: their number is never that of a stream that a
    /// session holds, or its client could not tell their data apart.
    /// </summary>
    public bool IsOnce { get; init; }
}
