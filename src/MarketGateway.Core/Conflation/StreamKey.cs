using MarketGateway.Core.Books;

namespace MarketGateway.Core.Conflation;

/// <summary>What a stream shows of its symbol. Subscriptions with the same key share one stream.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Depth">Levels per side of a book; 0 for all, and in other channels.</param>
public readonly record struct StreamKey(Channel Channel, int Depth)
{
    private readonly QuoteFields _fields;

    /// <summary>
    /// Gets to multiples of which price the levels of a book are summed up, in units of 10^-<see cref="StepScale"/>; 0 for
    /// as they are.
    /// </summary>
    /// <remarks>
    /// Not the number of price steps: whoever asks after a step was defined anew must not share what was summed up by the
    /// old one.
    /// </remarks>
    public long GroupStep { get; init; }

    /// <summary>Gets the scale of <see cref="GroupStep"/>: that of the symbol may change while the step stays.</summary>
    public int StepScale { get; init; }

    /// <summary>Gets a value indicating whether the stream is for single snapshots.</summary>
    /// <remarks>They have numbers of their own: under that of a held stream they would be taken for its next message.</remarks>
    public bool IsOnce { get; init; }

    /// <summary>Gets a value indicating whether each update is a message of its own.</summary>
    public bool IsEveryUpdate { get; init; }

    /// <summary>Gets a value indicating whether levels are shown with how many orders stand there.</summary>
    public bool HasOrders { get; init; }

    /// <summary>Gets the fields of a quote.</summary>
    public QuoteFields Fields
    {
        get => _fields == QuoteFields.None && Channel == Channel.Quote ? QuoteFields.All : _fields;
        init => _fields = value == QuoteFields.All ? QuoteFields.None : value;
    }

    /// <summary>Gets the size below which trades are left out, in units of 10^-<see cref="MinTradeSizeScale"/>.</summary>
    public long MinTradeSize { get; init; }

    /// <summary>Gets the scale of <see cref="MinTradeSize"/>.</summary>
    public int MinTradeSizeScale { get; init; }
}
