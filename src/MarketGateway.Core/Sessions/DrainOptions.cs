using System.ComponentModel.DataAnnotations;

namespace MarketGateway.Core.Sessions;

/// <summary>How sessions are sent away when the gateway ends.</summary>
public sealed class DrainOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "Drain";

    /// <summary>Gets or sets the longest time over which sessions are closed. Defaults to 10 s.</summary>
    /// <remarks>
    /// Sessions are closed 20 ms apart, or closer where that would take longer than this: the replicas that they go to
    /// meet them one after the other.
    /// </remarks>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Gets or sets how long after its close a client is asked to stay away. Defaults to 1 s; each is told between half
    /// of it and all.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ReconnectDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Gets or sets how long the whole end may take, from the signal on: sessions, feed and process. Defaults to 20 s.
    /// </summary>
    /// <remarks>
    /// What is still connected then is cut. Must be longer than the window, and shorter than the time after which an
    /// orchestrator kills the process (terminationGracePeriodSeconds).
    /// </remarks>
    [Range(typeof(TimeSpan), "00:00:01", "02:00:00")]
    public TimeSpan HardStop { get; set; } = TimeSpan.FromSeconds(20);
}
