using MarketGateway.Core.Audit;

namespace MarketGateway.Tools.Audit;

/// <summary>Which moment of a session is asked for.</summary>
/// <param name="At">The time, in microseconds since 1970; the largest number: its end.</param>
/// <param name="Flush">The flush; the largest number: whichever came until then.</param>
/// <param name="Replica">With what the name of its process begins; empty: whichever.</param>
internal sealed record AuditQuestion(long At, long Flush, string Replica)
{
    /// <summary>Gets those of a session's records that tell of what was before or at that moment.</summary>
    public IEnumerable<AuditRecord> Before(IEnumerable<AuditRecord> records) => records
        .TakeWhile(record => record.Kind != AuditKind.Flush || record.Flush <= Flush)
        .Where(record => record.Head.At <= At);

    /// <summary>True when the session of these records had begun by then, and had not ended.</summary>
    public bool IsAbout(List<AuditRecord> records) =>
        records[0].Head.At <= At && (At == long.MaxValue || records[^1].Kind != AuditKind.End || records[^1].Head.At >= At);
}
