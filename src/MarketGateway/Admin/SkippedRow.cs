namespace MarketGateway.Admin;

/// <summary>A record that was skipped, as operators are shown it.</summary>
/// <param name="At">When it was skipped.</param>
/// <param name="Topic">The name of its topic.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="Offset">Its offset.</param>
/// <param name="Key">Its key as text, where it is one; null: it has none.</param>
/// <param name="KeyHead">The first bytes of its key in hexadecimal digits; null: it has none.</param>
/// <param name="ValueHead">The first bytes of its value in hexadecimal digits; null: it has none.</param>
/// <param name="ValueLength">How many bytes the whole value has; null: it has none.</param>
internal sealed record SkippedRow(
    DateTimeOffset At,
    string Topic,
    int Partition,
    long Offset,
    string? Key,
    string? KeyHead,
    string? ValueHead,
    long? ValueLength);
