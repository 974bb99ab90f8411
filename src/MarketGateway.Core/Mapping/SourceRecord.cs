namespace MarketGateway.Core.Mapping;

/// <summary>One record of a source, where it lies. Valid while its memory is.</summary>
public readonly ref struct SourceRecord
{
    public ReadOnlySpan<byte> Key { get; init; }

    public ReadOnlySpan<byte> Value { get; init; }

    /// <summary>Gets the name of its topic, in UTF-8.</summary>
    public ReadOnlySpan<byte> Topic { get; init; }

    /// <summary>Gets its time stamp in Kafka, in milliseconds since 1970; 0 when it has none.</summary>
    public long AppendedAt { get; init; }

    public RecordHeaders Headers { get; init; }
}
