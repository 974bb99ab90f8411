namespace MarketGateway.Kafka;

/// <summary>One source of records: an entry of <c>Kafka:Sources</c>, under its name.</summary>
public sealed record KafkaSourceOptions
{
    /// <summary>Gets the names of its topics, <c>raw.binance,raw.binance.snapshots</c>. Defaults to none.</summary>
    /// <remarks>The gateway's own format has none here: its three are those of <c>Kafka:Topics</c>.</remarks>
    public string? Topics { get; init; }

    /// <summary>Gets what its records are written in. Defaults to the gateway's own format.</summary>
    public KafkaSourceFormat Format { get; init; }

    /// <summary>
    /// Gets how its records are read: the name of a mapping that comes with the gateway, the path of a file, or the mapping
    /// itself. Defaults to none, which only the gateway's own format can do with.
    /// </summary>
    public IConfigurationSection? Mapping { get; init; }
}
