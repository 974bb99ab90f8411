using MarketGateway.Core.Feed;

namespace MarketGateway.Demo;

/// <summary>Where a simulated or replayed market goes, record by record.</summary>
public interface IFeedOutput
{
    /// <summary>
    /// Publishes one record, which is the caller's again when this returns; false when there is no room at present.
    /// </summary>
    bool TryPublish(FeedTopic topic, byte[] key, FeedUpdate update);
}
