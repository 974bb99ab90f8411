using System.Globalization;
using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;

namespace MarketGateway.Admin;

/// <summary>One session as operators are shown it: `sessions` in schemas/admin/openapi.yaml.</summary>
internal sealed record SessionRow(
    string Id,
    string Principal,
    string Address,
    string Client,
    DateTimeOffset Since,
    string State,
    int Window,
    int Unacknowledged,
    long Flushes,
    long Bytes,
    long BytesPerSecond,
    long OldestUnsentMs,
    long OldestUnsentMsMax,
    int Subscriptions)
{
    public const string Live = "live";
    public const string Lagging = "lagging";

    /// <summary>The state of one that has shown no token yet.</summary>
    public const string Unadmitted = "unadmitted";

    public static SessionRow Of(Session session)
    {
        var figures = session.Figures;
        return new SessionRow(
            IdOf(session),
            session.Rights.Principal,
            session.Address,
            session.ClientName,
            session.OpenedAt,
            StateOf(session),
            figures.Window,
            figures.Unacknowledged,
            figures.Flushes,
            figures.Bytes,
            figures.BytesPerSecond,
            figures.OldestUnsentMs,
            figures.OldestUnsentMsMax,
            figures.Subscriptions);
    }

    /// <summary>As `welcome` says it to the client, and the log to operators.</summary>
    public static string IdOf(Session session) => session.Number.ToString("x", CultureInfo.InvariantCulture);

    public static string StateOf(Session session) => !session.IsAdmitted ? Unadmitted
        : session.Figures.IsLagging ? Lagging
        : session.IsEnded ? WireName.Of(session.EndReason) : Live;
}
