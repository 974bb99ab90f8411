namespace MarketGateway.Core.Sessions;

/// <summary>Maps endings to WebSocket close codes: 4000-4499 say "connect again", 4500-4999 "do not".</summary>
public static class SessionEndReasons
{
    public static int CloseCodeOf(SessionEndReason reason) => reason switch
    {
        SessionEndReason.ClientClosed => 1000,
        SessionEndReason.GoingAway => 1001,
        SessionEndReason.SlowConsumer => 4000,
        SessionEndReason.PeerLost => 4001,
        SessionEndReason.InternalError => 4002,
        SessionEndReason.TooManySessions => 4003,
        SessionEndReason.Kicked => 4004,
        SessionEndReason.BadFrame => 4500,
        SessionEndReason.FrameTooLarge => 4501,
        SessionEndReason.TooManyErrors => 4502,
        SessionEndReason.Unauthorized => 4503,
        SessionEndReason.TokenExpired => 4504,
        SessionEndReason.Dismissed => 4505,
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "not a reason to end a session"),
    };
}
