namespace MarketGateway.Kafka;

/// <summary>What the feed is doing.</summary>
public enum KafkaFeedPhase
{
    /// <summary>The cluster has not answered yet.</summary>
    Connecting = 0,

    /// <summary>The cluster lacks a topic; nothing is read until it is created.</summary>
    WaitingForTopics,

    /// <summary>Reading what was in the log when the reading began.</summary>
    CatchingUp,

    /// <summary>Every partition has reached the end that it had then.</summary>
    Ready,

    /// <summary>It cannot go on, and the gateway is stopping.</summary>
    Failed,
}
