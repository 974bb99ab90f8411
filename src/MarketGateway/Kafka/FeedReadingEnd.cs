namespace MarketGateway.Kafka;

/// <summary>Why a reading ended.</summary>
internal enum FeedReadingEnd
{
    /// <summary>The log is not the one that it began with: a new reading, from the beginning.</summary>
    LogReplaced = 0,

    /// <summary>It cannot go on, and neither can the gateway.</summary>
    Failed,
}
