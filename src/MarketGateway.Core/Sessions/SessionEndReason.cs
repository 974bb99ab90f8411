namespace MarketGateway.Core.Sessions;

/// <summary>
/// Why a session ended: the one closed set behind close codes, log events and metric tags (schemas/wire, section 6).
/// </summary>
public enum SessionEndReason
{
    None = 0,
    ClientClosed,
    GoingAway,
    SlowConsumer,
    PeerLost,
    InternalError,
    TooManySessions,
    BadFrame,
    FrameTooLarge,
    TooManyErrors,
    Unauthorized,
    TokenExpired,

    /// <summary>An operator ended it, and its client may come again.</summary>
    Kicked,

    /// <summary>An operator ended it, and its client is not to come again by itself.</summary>
    Dismissed,
}
