using MarketGateway.Core.Feed;

namespace MarketGateway.Kafka;

/// <summary>What the three topics of the feed are called on the cluster.</summary>
public sealed record KafkaTopicNames
{
    /// <summary>Gets the topic of definitions, compacted. Defaults to <c>md.instruments</c>.</summary>
    public string Instruments { get; init; } = "md.instruments";

    /// <summary>Gets the topic of book snapshots and deltas. Defaults to <c>md.books</c>.</summary>
    public string Books { get; init; } = "md.books";

    /// <summary>Gets the topic of quotes and trades. Defaults to <c>md.ticks</c>.</summary>
    public string Ticks { get; init; } = "md.ticks";

    /// <summary>Gets the name of a topic by what it holds.</summary>
    public string this[FeedTopic topic] => topic switch
    {
        FeedTopic.Instruments => Instruments,
        FeedTopic.Books => Books,
        FeedTopic.Ticks => Ticks,
        _ => throw new ArgumentOutOfRangeException(nameof(topic), topic, "Not a topic of the feed."),
    };
}
