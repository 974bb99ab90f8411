namespace MarketGateway.Core.Audit;

/// <summary>What every audit record says first.</summary>
/// <param name="Replica">Which process of the gateway wrote it: its host, and when it started.</param>
/// <param name="Session">The session's number in that process.</param>
/// <param name="Principal">Whose session it is; empty before its client has shown that.</param>
/// <param name="At">When, in microseconds since 1970.</param>
public readonly record struct AuditHead(string Replica, long Session, string Principal, long At);
