using MarketGateway.Core.Audit;
using MarketGateway.Core.Sessions;

namespace MarketGateway.Audit;

/// <summary>What is to be recorded, as it was noted on the way of a flush: the bytes are copied, and read later.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Session">Whose.</param>
/// <param name="At">When, in microseconds since 1970.</param>
/// <param name="Flush">Which flush, where it is about one.</param>
internal readonly record struct AuditEntry(AuditKind Kind, Session Session, long At, long Flush)
{
    /// <summary>Gets the array that holds the bytes, of the shared pool; null: there are none.</summary>
    public byte[]? Bytes { get; init; }

    public int Length { get; init; }

    public ReadOnlyMemory<byte> Memory => Bytes.AsMemory(0, Length);
}
