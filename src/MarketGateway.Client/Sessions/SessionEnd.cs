namespace MarketGateway.Client;

/// <summary>Why a session ended.</summary>
/// <param name="Code">The WebSocket close code; 1006 when the connection broke without one.</param>
/// <param name="Reason">The gateway's words, or the client's own.</param>
/// <param name="CanReconnect">Whether connecting again can help (schemas/wire, section 6).</param>
public sealed record SessionEnd(int Code, string Reason, bool CanReconnect)
{
    internal const int TokenExpired = 4504;

    private const int Broken = 1006;

    /// <summary>Gets how long the gateway asked to stay away.</summary>
    public TimeSpan ReconnectAfter { get; init; }

    internal static SessionEnd FromClose(int code, string reason) =>
        new(code, $"{reason} ({code})".Trim(), code is < 4500 or > 4999);

    internal static SessionEnd Break(string reason) => new(Broken, reason, true);

    internal static SessionEnd Final(string reason) => new(Broken, reason, false);
}
