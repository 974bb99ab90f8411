using System.ComponentModel.DataAnnotations;

namespace MarketGateway.Audit;

/// <summary>Whether and where a record is kept of what each session was sent: the section <c>Audit</c>.</summary>
public sealed class AuditOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "Audit";

    /// <summary>
    /// Gets or sets the topic that a record of each flush is written to, with the begin, the requests, the
    /// acknowledgements and the end of each session. Defaults to none: no record is kept.
    /// </summary>
    /// <remarks>About 100 bytes a flush, 30 more for each stream in it. It should exist, and be one that is deleted by age.</remarks>
    [RegularExpression("^[a-zA-Z0-9._-]{0,249}$")]
    public string Topic { get; set; } = "";

    /// <summary>
    /// Gets or sets the brokers that it is written to. Defaults to none: those that the feed is read from.
    /// </summary>
    public string BootstrapServers { get; set; } = "";

    /// <summary>
    /// Gets or sets how many bytes may wait to be written; as many again may wait in the Kafka client. Defaults to 32 MiB.
    /// </summary>
    /// <remarks>What comes beyond is lost and counted: no client ever waits for its record.</remarks>
    [Range(1 << 20, 1 << 30)]
    public int BufferBytesMax { get; set; } = 32 << 20;

    /// <summary>
    /// Gets or sets properties of librdkafka for this producer alone. Default to none; those of the feed count too where
    /// <see cref="BootstrapServers"/> is empty.
    /// </summary>
    public IDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();
}
