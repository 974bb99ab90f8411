namespace MarketGateway.Core.Feed;

/// <summary>The three topics of the feed, by what they hold; their Kafka names are configuration.</summary>
public enum FeedTopic
{
    Instruments = 0,
    Books = 1,
    Ticks = 2,
}
