using MarketGateway.Core.Audit;

namespace MarketGateway.Audit;

/// <summary>What became of audit records. Written by any thread.</summary>
internal sealed class AuditCounts
{
    private readonly long[] _written = new long[Enum.GetValues<AuditKind>().Length + 1];
    private readonly long[] _lost = new long[Enum.GetValues<AuditLoss>().Length];

    public long LostTotal => Enum.GetValues<AuditLoss>().Sum(Lost);

    public long Written(AuditKind kind) => Volatile.Read(ref _written[(int)kind]);

    public long Lost(AuditLoss loss) => Volatile.Read(ref _lost[(int)loss]);

    public void CountWritten(AuditKind kind) => Interlocked.Increment(ref _written[(int)kind]);

    public void CountLost(AuditLoss loss) => Interlocked.Increment(ref _lost[(int)loss]);
}
