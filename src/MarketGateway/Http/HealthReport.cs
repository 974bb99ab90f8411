using System.Globalization;

namespace MarketGateway.Http;

/// <summary>Decides whether clients may be sent here, and says in words why not. Kept by nobody: asked anew each time.</summary>
internal sealed class HealthReport(IFeedReadiness feed, IDrainState drain, HealthOptions options)
{
    /// <summary>Gets a value indicating whether clients may be sent here.</summary>
    public bool IsReady => Reasons().Count == 0;

    /// <summary>Gets one word for the state: ready, draining, starting or stale.</summary>
    public string Status(IReadOnlyList<string> reasons) =>
        reasons.Count == 0 ? "ready" : drain.IsDraining ? "draining" : feed.IsReady ? "stale" : "starting";

    /// <summary>Gets everything that speaks against sending clients here; nothing when they may come.</summary>
    public List<string> Reasons()
    {
        var reasons = new List<string>();
        if (drain.IsDraining)
        {
            reasons.Add("the gateway is about to end and takes no further clients");
        }

        var topics = feed.Topics;
        AddMissing(topics, reasons);
        if (feed.IsReady)
        {
            AddOld(topics, reasons);
        }
        else if (reasons.Count == 0)
        {
            reasons.Add(WhyNotRead());
        }

        return reasons;
    }

    private static void AddMissing(IReadOnlyList<TopicHealth> topics, List<string> reasons) =>
        reasons.AddRange(topics.Where(topic => !topic.Exists).Select(topic =>
            $"topic {topic.Name} does not exist; nothing is read until it is created"));

    private void AddOld(IReadOnlyList<TopicHealth> topics, List<string> reasons)
    {
        if (options.FeedAgeMax == TimeSpan.Zero)
        {
            return;
        }

        reasons.AddRange(topics.Where(topic => topic.AgeSeconds > options.FeedAgeMax.TotalSeconds).Select(topic =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"topic {topic.Name} was seen whole {topic.AgeSeconds:0.#} s ago, which is more than {HealthOptions.SectionName}:{nameof(options.FeedAgeMax)} ({options.FeedAgeMax.TotalSeconds:0.#} s): {Cause(topic)}")));
    }

    private static string Cause(TopicHealth topic) => topic.Unreachable > 0
        ? $"the leaders of {topic.Unreachable} of its {topic.Partitions} partitions do not answer"
        : $"{topic.LagRecords?.ToString(CultureInfo.InvariantCulture) ?? "an unknown number of"} records wait to be read"
            + (topic.WithheldRecords > 0
                ? string.Create(CultureInfo.InvariantCulture, $", {topic.WithheldRecords} of them for a transaction that is open")
                : "");

    private string WhyNotRead() => feed.Phase switch
    {
        "connecting" => "Kafka has not answered yet",
        "catching_up" => string.Create(
            CultureInfo.InvariantCulture, $"reading what was in the log at the start: {feed.Progress * 100:0.#} % is done"),
        "failed" => "the feed has failed, and the gateway is stopping; the log says why",
        var phase => $"the feed is {phase}",
    };
}
