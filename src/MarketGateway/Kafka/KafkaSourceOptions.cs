namespace MarketGateway.Kafka;

/// <summary>One source of records: an entry of <c>Kafka:Sources</c>, under its name.</summary>
public sealed record KafkaSourceOptions
{
    /// <summary>
    /// Gets the names of its topics, <c>raw.binance,raw.binance.snapshots</c>, or regular expressions that begin with
    /// <c>^</c>, as Kafka's own clients have them. Defaults to none.
    /// </summary>
    /// <remarks>Topics that a pattern matches are followed as they appear. The gateway's own format has none here: its three are those of <c>Kafka:Topics</c>.</remarks>
    public string? Topics { get; init; }

    /// <summary>Gets what its records are written in. Defaults to the gateway's own format.</summary>
    public KafkaSourceFormat Format { get; init; }

    /// <summary>
    /// Gets how its records are read: the name of a mapping that comes with the gateway, the path of a file, or the mapping
    /// itself. Defaults to none, which only the gateway's own format can do with.
    /// </summary>
    public IConfigurationSection? Mapping { get; init; }

    /// <summary>
    /// Gets where the schemas of Avro and Protobuf are: a folder with a file for each number (<c>7.avsc</c>,
    /// <c>8.proto</c>), or the file of the one schema of values without a header. Defaults to the registry.
    /// </summary>
    public string? Schemas { get; init; }

    /// <summary>Gets which message of its one file values without a header are. Defaults to the first.</summary>
    public string? Message { get; init; }

    /// <summary>Gets whether prices and sizes may be binary floating point. Defaults to false.</summary>
    /// <remarks>
    /// They are read as the shortest decimal that is the same double. Where a producer has computed with them, that may
    /// have digits that no price has: 0.30000000000000004.
    /// </remarks>
    public bool Doubles { get; init; }
}
