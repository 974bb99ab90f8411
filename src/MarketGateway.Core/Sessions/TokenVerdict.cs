namespace MarketGateway.Core.Sessions;

/// <summary>What a token is worth: rights, or none, and why. The words never repeat anything of the token.</summary>
public readonly record struct TokenVerdict(SessionRights? Rights, SessionEndReason Refusal, string Message)
{
    public static TokenVerdict Of(SessionRights rights) => new(rights, SessionEndReason.None, "");

    public static TokenVerdict Refused(string message) => new(null, SessionEndReason.Unauthorized, message);

    public static TokenVerdict Expired { get; } =
        new(null, SessionEndReason.TokenExpired, "the token has expired; connect again with another");
}
