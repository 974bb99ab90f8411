using System.ComponentModel.DataAnnotations;

namespace MarketGateway.Http;

/// <summary>When the gateway calls itself ready.</summary>
public sealed class HealthOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "Health";

    /// <summary>Gets or sets how old the feed may be before the gateway is not ready. Defaults to 30 seconds; 0: however old.</summary>
    /// <remarks>
    /// The age counts from the last answer of a partition's leader, or from when the next unread record was in the log if
    /// that is longer. So a quiet market is ready, and one that we cannot read is not. A gateway that is not ready gets no
    /// new clients; those it has stay, and are told which of their symbols are stale. While all of Kafka is away no
    /// replica is ready, and new clients are turned away by the balancer: who would rather show them old prices, marked
    /// as such, sets 0.
    /// </remarks>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan FeedAgeMax { get; set; } = TimeSpan.FromSeconds(30);
}
