using MarketGateway.Core.Feed;

namespace MarketGateway.Testing;

/// <summary>A record as it came to a <see cref="FeedRecorder"/>, in the order of arrival.</summary>
public sealed record RecordedUpdate(
    FeedTopic Topic, int Partition, long Offset, string Symbol, FeedUpdateKind Kind, long Sequence)
{
    /// <summary>Gets the bid price of a quote; null: unchanged, or no quote.</summary>
    public decimal? BidPrice { get; init; }
}
