using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;
using MarketGateway.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MarketGateway.Security;

/// <summary>
/// Stands before every path below /v1: refuses pages of other origins, and finds out with which rights a request comes.
/// What it has found is a <see cref="SessionAdmission"/> among the request's features.
/// </summary>
internal sealed class AccessControl(
    AccessOptions options,
    OriginPolicy origins,
    ITokenReader tokens,
    TicketBox tickets,
    RequestRates rates,
    AccessCounts counts,
    TimeProvider time)
{
    public const string TicketPath = "/v1/ticket";

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!origins.Allows(context.Request))
        {
            var origin = context.Request.Headers.Origin.ToString();
            await Problem.WriteAsync(
                context,
                StatusCodes.Status403Forbidden,
                "origin_not_allowed",
                $"pages of '{origin}' may not read from {context.Request.Host}; {OriginPolicy.SettingName} lists those that may")
                .ConfigureAwait(false);
            return;
        }

        // Before the token is looked at: that costs as much as the rest of a request.
        if (!rates.TryTakeOfAddress(ClientAddress.Of(context), out var refusal))
        {
            await RefuseAsync(context, refusal).ConfigureAwait(false);
        }
        else if (await AdmitAsync(context).ConfigureAwait(false) is { } admission)
        {
            if (admission.Rights is { } rights && !rates.TryTakeOf(rights, out refusal))
            {
                await RefuseAsync(context, refusal).ConfigureAwait(false);
                return;
            }

            context.Features.Set(admission);
            await next(context).ConfigureAwait(false);
        }
    }

    private static Task RefuseAsync(HttpContext context, RateRefusal refusal) => Problem.WriteTooManyAsync(
        context, WireName.Of(RequestErrorCode.RateLimited), refusal.Message, refusal.RetryAfter);

    /// <summary>Gives out a ticket for the rights that the request has come with.</summary>
    public Task WriteTicketAsync(HttpContext context)
    {
        if (QueryKeys.TryRefuse(context, TicketPath) is { } refusal)
        {
            return refusal;
        }

        var rights = context.Features.GetRequiredFeature<SessionAdmission>().Rights!;
        context.Response.Headers.CacheControl = "no-store";
        var issued = tickets.TryIssue(rights, out var end);
        counts.Count(issued is null ? TicketOutcome.Refused : TicketOutcome.Issued);
        return issued is { } ticket
            ? context.Response.WriteAsJsonAsync(new { ticket, expiresAt = end.ToUnixTimeMilliseconds() * 1000 })
            : Problem.WriteTooManyAsync(
                context,
                "too_many_tickets",
                $"{options.TicketsPerPrincipalMax} tickets of '{rights.Principal}' wait to be used, as many as one may have",
                end - time.GetUtcNow());
    }

    private async ValueTask<SessionAdmission?> AdmitAsync(HttpContext context)
    {
        if (options.Mode != AuthenticationMode.Jwt)
        {
            return SessionAdmission.Of(SessionRights.Anonymous);
        }

        if (context.Features.Get<TicketFeature>() is { } shown)
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<TicketInQuery>() is null)
            {
                return await RefuseAsync(context, AccessWay.Ticket, TokenVerdict.Refused(
                    "a ticket opens one GET /v1/events and nothing else; send Authorization: Bearer")).ConfigureAwait(false);
            }

            var redeemed = tickets.TryRedeem(shown.Ticket);
            counts.Count(redeemed is null ? TicketOutcome.Rejected : TicketOutcome.Redeemed);
            return redeemed is { } rights
                ? SessionAdmission.Of(rights)
                : await RefuseAsync(context, AccessWay.Ticket, TokenVerdict.Refused(
                    "the ticket is none, was used, or is too old; POST /v1/ticket gives another")).ConfigureAwait(false);
        }

        if (BearerToken.OfHeader(context.Request) is { } token)
        {
            var verdict = await tokens.ReadAsync(token).ConfigureAwait(false);
            return verdict.Rights is { } rights
                ? SessionAdmission.Of(rights)
                : await RefuseAsync(context, AccessWay.Header, verdict).ConfigureAwait(false);
        }

        var isForFrames = context.GetEndpoint()?.Metadata.GetMetadata<TokenInFrames>() is not null;
        return isForFrames && context.WebSockets.IsWebSocketRequest
            ? await AdmitWebSocketAsync(context.WebSockets.WebSocketRequestedProtocols).ConfigureAwait(false)
            : await RefuseAsync(context, AccessWay.None, TokenVerdict.Refused(
                "no token was shown; send Authorization: Bearer")).ConfigureAwait(false);
    }

    /// <remarks>A browser's program is not told the status of a handshake, but it is told a close code.</remarks>
    private async ValueTask<SessionAdmission> AdmitWebSocketAsync(IList<string> offered)
    {
        if (BearerToken.OfSubprotocols(offered) is not { } token)
        {
            return SessionAdmission.ByFirstFrame;
        }

        var verdict = await tokens.ReadAsync(token).ConfigureAwait(false);
        if (verdict.Rights is { } rights)
        {
            return SessionAdmission.Of(rights);
        }

        counts.CountFailure(AccessWay.Subprotocol, verdict.Refusal);
        return SessionAdmission.Refused(verdict.Refusal, verdict.Message);
    }

    private async ValueTask<SessionAdmission?> RefuseAsync(HttpContext context, AccessWay way, TokenVerdict verdict)
    {
        counts.CountFailure(way, verdict.Refusal);
        var isOurs = verdict.Refusal == SessionEndReason.InternalError;
        context.Response.Headers.WWWAuthenticate = isOurs ? default : "Bearer";
        await Problem.WriteAsync(
            context,
            isOurs ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status401Unauthorized,
            WireName.Of(verdict.Refusal),
            verdict.Message).ConfigureAwait(false);
        return null;
    }
}
