using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>
/// Who the client of a session is and what it may see. A session begins with rights or has to show a token within a
/// limit; it ends when its rights do, unless it has renewed them.
/// </summary>
internal sealed class SessionAccess(Session session, SessionEnvironment environment, SessionRights? rights)
{
    private readonly long _openedAt = environment.Clock.NowMs;
    private SessionRights? _rights = rights;

    public bool IsShown => Volatile.Read(ref _rights) is not null;

    public SessionRights Rights => Volatile.Read(ref _rights) ?? SessionRights.None;

    /// <summary>Says whether a client may ask this now: without rights only for them, and for signs of life.</summary>
    public bool Permits(ClientRequest request) =>
        IsShown || request is AuthRequest or HelloRequest or PingRequest or AckRequest;

    public async ValueTask AuthenticateAsync(AuthRequest auth)
    {
        var verdict = await environment.Tokens.ReadAsync(auth.Token).ConfigureAwait(false);
        var held = Volatile.Read(ref _rights);
        if (verdict.Rights is { } shown)
        {
            if (held is not null && held.Principal != shown.Principal)
            {
                session.Refuse(auth.Id, new RequestError(
                    RequestErrorCode.Unauthorized, "the token is another client's; a session stays that of the one who opened it"));
                return;
            }

            Volatile.Write(ref _rights, shown);
            session.Flushes.Answers.Add(
                (ref writer) => ControlWriter.WriteAuthenticated(ref writer, auth.Id, shown.Principal));
            EndWhatIsNotAllowed();
        }
        else if (held is null)
        {
            session.End(verdict.Refusal, verdict.Message);
        }
        else
        {
            session.Refuse(auth.Id, new RequestError(RequestErrorCode.Unauthorized, verdict.Message));
        }
    }

    /// <summary>Ends the session when nothing was shown in time, or what was shown is worth nothing any more.</summary>
    public void Check(long now)
    {
        var limit = environment.Options.AuthTimeout;
        if (!IsShown)
        {
            if (now - _openedAt >= limit.TotalMilliseconds)
            {
                session.End(SessionEndReason.Unauthorized, $"no token was shown within {limit.TotalSeconds:0.###} s");
            }
        }
        else if (Rights.ExpiresAt is { } end && environment.Clock.Time.GetUtcNow() >= end)
        {
            var (_, reason, message) = TokenVerdict.Expired;
            session.End(reason, message);
        }
    }

    /// <summary>Ends the streams that renewed rights do not cover, and brings what patterns may show now.</summary>
    private void EndWhatIsNotAllowed()
    {
        var answer = new StreamAnswer("unsubscribed");
        session.Subscriptions.OnRightsChanged(environment.Market.Catalog, answer);
        if (answer.Streams.Count > 0)
        {
            session.Flushes.Answers.Add((ref writer) => answer.Write(ref writer, id: null));
        }
    }
}
