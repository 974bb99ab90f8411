using MarketGateway.Core.Feed;

namespace MarketGateway.Demo;

/// <summary>The Kafka names of the three topics to publish to.</summary>
public sealed record MarketTopics(string Instruments, string Books, string Ticks)
{
    /// <summary>Gets the names of schemas/kafka.</summary>
    public static MarketTopics Default { get; } = WithPrefix("md.");

    /// <summary>Names the topics <c>{prefix}instruments</c>, <c>{prefix}books</c> and <c>{prefix}ticks</c>.</summary>
    public static MarketTopics WithPrefix(string prefix) =>
        new(prefix + "instruments", prefix + "books", prefix + "ticks");

    public string Name(FeedTopic topic) => topic switch
    {
        FeedTopic.Instruments => Instruments,
        FeedTopic.Books => Books,
        FeedTopic.Ticks => Ticks,
        _ => throw new ArgumentOutOfRangeException(nameof(topic), topic, null),
    };
}
