using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;
using MarketGateway.Http;
using MarketGateway.Kafka;

namespace MarketGateway.Hosting;

/// <summary>Tells sessions and health what the Kafka feed knows about itself.</summary>
internal sealed class FeedPulse(KafkaFeed feed, TimeProvider time) : IFeedPulse, IFeedReadiness
{
    /// <summary>Ten thousand sessions ask every second; so fresh is fresh enough.</summary>
    private static readonly TimeSpan AgeMax = TimeSpan.FromMilliseconds(50);

    private Reading _reading = new(null, []);

    public IReadOnlyList<TopicPulse> Topics
    {
        get
        {
            var reading = Volatile.Read(ref _reading);
            if (reading.TakenAt is { } takenAt && time.GetElapsedTime(takenAt) < AgeMax)
            {
                return reading.Topics;
            }

            return TakeReading();
        }
    }

    public bool IsBehind => feed.IsBehind;

    public bool IsReady => feed.Status.IsReady;

    public bool HasBeenReady => feed.WhenReady.IsCompleted || IsReady;

    public double Progress => feed.Status.Progress;

    public string Phase => WireName.Of(feed.Status.Phase);

    IReadOnlyList<TopicHealth> IFeedReadiness.Topics
    {
        get
        {
            var status = feed.Status;
            return [.. status.Topics.Select(topic => new TopicHealth(
                topic.Name,
                !status.MissingTopics.Contains(topic.Name),
                topic.Partitions.Count,
                topic.Partitions.Count(partition => !partition.IsReachable),
                topic.RecordsAtStart,
                topic.RecordsReadOfStart,
                topic.Lag,
                topic.Age?.TotalSeconds,
                topic.Withheld))];
        }
    }

    private TopicPulse[] TakeReading()
    {
        TopicPulse[] topics =
            [.. feed.Status.Topics.Select(topic => new TopicPulse(topic.Name, topic.NewestOccurredAt, topic.Lag))];
        Volatile.Write(ref _reading, new Reading(time.GetTimestamp(), topics));
        return topics;
    }

    private sealed record Reading(long? TakenAt, TopicPulse[] Topics);
}
