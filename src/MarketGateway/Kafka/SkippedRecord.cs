using MarketGateway.Core.Feed;

namespace MarketGateway.Kafka;

/// <summary>A record that was skipped: where it lies, and as much of it as tells what it is. Immutable.</summary>
/// <param name="At">When it was skipped.</param>
/// <param name="Topic">The name of its topic.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="Offset">Its offset.</param>
/// <param name="Reason">Why it was skipped.</param>
/// <param name="Key">The first bytes of its key; null: it has none.</param>
/// <param name="Value">The first bytes of its value.</param>
/// <param name="ValueLength">How many bytes the whole value has; negative: it has none.</param>
internal sealed record SkippedRecord(
    DateTimeOffset At, string Topic, int Partition, long Offset, DecodeError Reason, byte[]? Key, byte[] Value, long ValueLength);
