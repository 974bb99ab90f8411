namespace MarketGateway.Core.Audit;

/// <summary>What an audit record tells of (schemas/kafka, audit records).</summary>
public enum AuditKind
{
    Begin = 1,
    Request = 2,
    Flush = 3,
    Ack = 4,
    End = 5,
}
