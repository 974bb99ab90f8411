namespace MarketGateway.Core.Feed;

/// <summary>What the kinds of records are called in them, and which topic each belongs to.</summary>
internal static class FeedUpdateKinds
{
    /// <summary>Gets the kind with a number of schemas/kafka, or <see cref="FeedUpdateKind.None"/>.</summary>
    public static FeedUpdateKind FromNumber(long number) =>
        number is >= 1 and <= 9 ? (FeedUpdateKind)number : FeedUpdateKind.None;

    /// <summary>Gets the kind with a name of schemas/kafka, or <see cref="FeedUpdateKind.None"/>.</summary>
    public static FeedUpdateKind FromName(ReadOnlySpan<byte> name)
    {
        for (var kind = FeedUpdateKind.BookSnapshot; kind <= FeedUpdateKind.Alias; kind++)
        {
            if (name.SequenceEqual(NameOf(kind)))
            {
                return kind;
            }
        }

        return FeedUpdateKind.None;
    }

    public static ReadOnlySpan<byte> NameOf(FeedUpdateKind kind) => kind switch
    {
        FeedUpdateKind.BookSnapshot => "book_snapshot"u8,
        FeedUpdateKind.BookDelta => "book_delta"u8,
        FeedUpdateKind.Quote => "quote"u8,
        FeedUpdateKind.Trade => "trade"u8,
        FeedUpdateKind.Instrument => "instrument"u8,
        FeedUpdateKind.TradeCancel => "trade_cancel"u8,
        FeedUpdateKind.TradeCorrection => "trade_correction"u8,
        FeedUpdateKind.Phase => "phase"u8,
        FeedUpdateKind.Alias => "alias"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A record has one of the nine kinds."),
    };

    /// <summary>Says whether records of a kind are written to a topic.</summary>
    public static bool BelongsTo(this FeedUpdateKind kind, FeedTopic topic) => kind switch
    {
        FeedUpdateKind.BookSnapshot or FeedUpdateKind.BookDelta => topic == FeedTopic.Books,
        FeedUpdateKind.Quote or FeedUpdateKind.Trade => topic == FeedTopic.Ticks,
        FeedUpdateKind.TradeCancel or FeedUpdateKind.TradeCorrection => topic == FeedTopic.Ticks,
        FeedUpdateKind.Phase => topic == FeedTopic.Ticks,
        FeedUpdateKind.Instrument or FeedUpdateKind.Alias => topic == FeedTopic.Instruments,
        _ => false,
    };

    /// <summary>Says whether records of a kind are updates of the trades: an execution, or of one.</summary>
    public static bool IsOfTrades(this FeedUpdateKind kind) =>
        kind is FeedUpdateKind.Trade or FeedUpdateKind.TradeCancel or FeedUpdateKind.TradeCorrection;
}
