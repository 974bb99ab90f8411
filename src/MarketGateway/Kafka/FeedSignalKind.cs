namespace MarketGateway.Kafka;

/// <summary>What a consumer tells the watch of its reading.</summary>
internal enum FeedSignalKind
{
    /// <summary>Nothing came for the probe interval.</summary>
    Tick = 0,

    /// <summary>A partition reached the end that was captured at start-up.</summary>
    PartitionReached,

    /// <summary>
    /// The offset to be read next is not in the log; the partition stands still until it is assigned again.
    /// </summary>
    OutOfRange,

    /// <summary>
    /// The leader does not have what was read: records were lost in an election, and others may stand at their offsets.
    /// </summary>
    Truncated,

    /// <summary>A connection broke or failed: worth a look at once.</summary>
    BrokerTrouble,

    /// <summary>librdkafka or the poll thread cannot go on.</summary>
    Fatal,
}
