using System.Globalization;
using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;
using MarketGateway.Http;

namespace MarketGateway.Admin;

/// <summary>Shows sessions to operators, and ends them.</summary>
internal sealed class SessionAdmin(SessionHub hub, SessionListing listing, TimeProvider time)
{
    /// <summary>How long the reason may be that a client is told: what fits into a close frame, in any script.</summary>
    private const int ReasonLengthMax = 40;

    /// <summary>A lane that does not answer for so long is in trouble itself.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<IResult> ListAsync(HttpContext context)
    {
        if ((AdminQuery.FindUnknown(context, "sort", "filter", "state", "limit")
            ?? AdminQuery.ReadLimit(context, out _)
            ?? AdminQuery.ReadWord(context, "sort", SessionListing.OrderDefault, SessionListing.Orders, out _)
            ?? AdminQuery.ReadWord(context, "state", "", SessionListing.States, out _)) is { } wrong)
        {
            return wrong;
        }

        AdminQuery.ReadLimit(context, out var limit);
        AdminQuery.ReadWord(context, "sort", SessionListing.OrderDefault, SessionListing.Orders, out var order);
        var filter = context.Request.Query["filter"].ToString();
        var state = context.Request.Query["state"].ToString();
        var (matched, rows) = await listing.FindAsync(order, filter, state, limit, context.RequestAborted).ConfigureAwait(false);
        return Results.Json(new { total = hub.Count, matched, sessions = rows });
    }

    public async Task<IResult> ShowAsync(HttpContext context, string id)
    {
        if (AdminQuery.FindUnknown(context) is { } wrong)
        {
            return wrong;
        }

        if (Find(id) is not { } session)
        {
            return Missing(id);
        }

        SessionDetail? detail;
        try
        {
            detail = await session.InspectAsync().WaitAsync(Patience, time, context.RequestAborted).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return Problem.Of(
                StatusCodes.Status503ServiceUnavailable,
                "lane_busy",
                $"the lane of session {id} has not answered within {Patience.TotalSeconds:0} s");
        }

        return detail is null ? Missing(id) : Results.Json(Describe(session, detail));
    }

    public IResult End(HttpContext context, string id)
    {
        if ((AdminQuery.FindUnknown(context, "reason", "reconnect")
            ?? AdminQuery.ReadWord(context, "reconnect", "true", ["true", "false"], out _)) is { } wrong)
        {
            return wrong;
        }

        var reason = context.Request.Query["reason"].ToString();
        if (reason.Length > ReasonLengthMax)
        {
            return AdminQuery.Wrong($"'reason' has {reason.Length} characters; it must be at most {ReasonLengthMax}");
        }

        if (Find(id) is not { } session)
        {
            return Missing(id);
        }

        AdminQuery.ReadWord(context, "reconnect", "true", ["true", "false"], out var reconnect);
        session.End(
            reconnect == "true" ? SessionEndReason.Kicked : SessionEndReason.Dismissed,
            reason.Length == 0 ? "ended by an operator" : $"ended by an operator: {reason}");
        AdminCall.Of(context).Note = $"(principal '{session.Rights.Principal}' at {session.Address})";
        return Results.Json(new { id, reason = WireName.Of(session.EndReason) });
    }

    private static object Describe(Session session, SessionDetail detail) => new
    {
        session = SessionRow.Of(session),
        flushesSent = detail.FlushesSent,
        flushesAcknowledged = detail.FlushesAcknowledged,
        heartbeatMs = detail.HeartbeatMs,
        maxBytesPerSecond = detail.BytesPerSecondMax,
        isWaiting = detail.IsWaiting,
        streamCount = detail.StreamCount,
        streams = detail.Streams.Select(static stream => new
        {
            stream = stream.Stream,
            symbol = stream.Symbol,
            channel = WireName.Of(stream.Parameters.Channel),
            depth = stream.Parameters.Depth,
            grouping = stream.Parameters.Grouping,
            interval = stream.Parameters.IntervalMs,
            state = stream.State,
            paused = stream.IsPaused,
            version = stream.Version,
            newestVersion = stream.NewestVersion,
            behind = stream.Behind,
        }),
    };

    private Session? Find(string id) =>
        long.TryParse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) ? hub.Find(number) : null;

    private static IResult Missing(string id) => AdminQuery.NotFound($"there is no session '{id}'; it may have ended");
}
