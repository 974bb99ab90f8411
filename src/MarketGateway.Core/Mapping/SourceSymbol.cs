using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Mapping;

/// <summary>A symbol as one decoder knows it: what it resolves to, and the scales seen. Owned by the decoder.</summary>
internal sealed class SourceSymbol(byte[] name, FeedSymbol symbol)
{
    /// <summary>Gets what the source calls it.</summary>
    public byte[] Name => name;

    public FeedSymbol Symbol => symbol;

    /// <summary>Gets the next symbol of the same bucket.</summary>
    public SourceSymbol? Next { get; set; }

    /// <summary>Gets or sets the finest price scale seen in books; -1 before the first.</summary>
    public int BookPriceScale { get; set; } = -1;

    public int BookSizeScale { get; set; } = -1;

    public int TickPriceScale { get; set; } = -1;

    public int TickSizeScale { get; set; } = -1;

    /// <summary>Gets the deltas that wait for a snapshot.</summary>
    public HeldDeltas Held { get; } = new();

    /// <summary>Gets or sets its single orders, where the source tells of those.</summary>
    public OrderStore? Orders { get; set; }

    /// <summary>Gets or sets the number of the newest delta; 0 before the first, and where deltas are not numbered.</summary>
    public long DeltaSequence { get; set; }

    /// <summary>Gets or sets whether the source itself has defined the symbol, so that its digits are known exactly.</summary>
    public bool IsDefined { get; set; }
}
