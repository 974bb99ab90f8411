namespace MarketGateway.Kafka;

/// <summary>Where schemas are asked for: the section <c>Kafka:SchemaRegistry</c>. Immutable.</summary>
public sealed record SchemaRegistryOptions
{
    /// <summary>Gets the registry's addresses, <c>https://registry:8081</c>, with commas between. Defaults to none.</summary>
    /// <remarks>Each is asked until one answers. Sources in Avro or Protobuf need it, or <c>Schemas</c> of their own.</remarks>
    public string? Url { get; init; }

    /// <summary>Gets who asks, where the registry wants to know. Defaults to nobody.</summary>
    public string? Username { get; init; }

    /// <summary>Gets the password (or API secret) that goes with it.</summary>
    public string? Password { get; init; }

    /// <summary>Gets the PEM file of the authorities that a registry's certificate may be of. Defaults to the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>Gets how long an answer may take. Defaults to 5 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets how long after a failure the registry is asked again. Defaults to 2 seconds.</summary>
    /// <remarks>Partitions whose next record has a schema that is not known yet wait meanwhile; nothing of them is lost.</remarks>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(2);
}
