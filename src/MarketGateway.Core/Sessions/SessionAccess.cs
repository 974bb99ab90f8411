using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>
/// Who the client of a session is and what it may see. A session begins with rights or has to show a token within a
/// limit; it ends when its rights do, unless it has renewed them. Changed by the session's lane; read by any thread.
/// </summary>
internal sealed class SessionAccess(SessionEnvironment environment, SessionRights? rights)
{
    private readonly long _openedAt = environment.Clock.NowMs;
    private SessionRights? _rights = rights;

    public bool IsShown => Volatile.Read(ref _rights) is not null;

    public SessionRights Rights => Volatile.Read(ref _rights) ?? SessionRights.None;

    /// <summary>True when a client may ask this now: without rights only for them, and for signs of life.</summary>
    public bool Permits(ClientRequest request) =>
        IsShown || request is ShownToken or HelloRequest or PingRequest or RefusedRequest;

    public void Renew(SessionRights rights) => Volatile.Write(ref _rights, rights);

    /// <summary>Says why the session has to end now: nothing was shown in time, or what was shown is worth nothing any more.</summary>
    public (SessionEndReason Reason, string Message)? FindEnd(long now)
    {
        var limit = environment.Options.AuthTimeout;
        if (!IsShown)
        {
            return now - _openedAt >= limit.TotalMilliseconds
                ? (SessionEndReason.Unauthorized, $"no token was shown within {limit.TotalSeconds:0.###} s")
                : null;
        }

        if (Rights.ExpiresAt is not { } end || environment.Clock.Time.GetUtcNow() < end)
        {
            return null;
        }

        var (_, reason, message) = TokenVerdict.Expired;
        return (reason, message);
    }
}
