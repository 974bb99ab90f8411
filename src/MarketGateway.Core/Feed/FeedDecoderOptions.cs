using System.ComponentModel.DataAnnotations;

namespace MarketGateway.Core.Feed;

/// <summary>What one record of the feed may cost; a larger one is skipped with reason <c>oversized</c>.</summary>
public sealed record FeedDecoderOptions
{
    /// <summary>Gets the largest record, in bytes of its value. Defaults to 1 MiB.</summary>
    /// <remarks>
    /// A Kafka broker's own default (<c>message.max.bytes</c>) is 1 MiB too. Raise both together: a record that the
    /// broker takes and the gateway does not leaves its symbol gapped.
    /// </remarks>
    [Range(1 << 10, 1 << 30)]
    public int RecordBytesMax { get; init; } = 1 << 20;

    /// <summary>Gets how many levels, bids and asks together, one book record may hold. Defaults to 20,000.</summary>
    /// <remarks>
    /// The deepest public books have some thousand levels per side. Every decoder keeps room for the largest record it
    /// has seen, 16 bytes per level; a larger record is skipped and its symbol gapped.
    /// </remarks>
    [Range(2, 1 << 20)]
    public int LevelsMax { get; init; } = 20_000;

    /// <summary>Gets how many single orders a mapped topic may have in all its books, per consumer. Defaults to 2,000,000.</summary>
    /// <remarks>
    /// Some 150 bytes each. An order that is one too many leaves its symbol gapped, and forgets the orders of that symbol.
    /// </remarks>
    [Range(1, 1 << 30)]
    public int OrdersMax { get; init; } = 2_000_000;
}
