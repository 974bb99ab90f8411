using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>How fresh the feed is, per topic: what heartbeats say. Answered by whoever reads Kafka.</summary>
public interface IFeedPulse
{
    /// <summary>Gets one entry per topic; immutable, replaced now and then.</summary>
    IReadOnlyList<TopicPulse> Topics { get; }

    /// <summary>
    /// Gets a value indicating whether records wait to be read, and have for some time: then reading comes before sending.
    /// </summary>
    bool IsBehind => false;
}
