namespace MarketGateway.Kafka;

/// <summary>What the records of a source are written in.</summary>
public enum KafkaSourceFormat
{
    /// <summary>The gateway's own records (schemas/kafka) in the three topics of <c>Kafka:Topics</c>.</summary>
    MarketGateway = 0,

    /// <summary>JSON of any shape, read by a mapping (schemas/sources).</summary>
    Json,

    /// <summary>Avro, with the schema's number in front (Confluent's form) or by the one schema of a file.</summary>
    Avro,

    /// <summary>Protobuf, likewise.</summary>
    Protobuf,

    /// <summary>Lines of values with commas between.</summary>
    Csv,
}
