namespace MarketGateway.Core.Sessions;

/// <summary>What a client gets that offers to go on where it stood.</summary>
public enum ResumeKind
{
    /// <summary>The way from there.</summary>
    Delta = 0,

    /// <summary>The whole state: it stood in another log, or too far back.</summary>
    Snapshot,
}
