using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;
using MarketGateway.Http;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace MarketGateway.WebSockets;

/// <summary>GET /v1/stream: turns an HTTP request into a session.</summary>
internal sealed class StreamEndpoint(
    SessionHub hub,
    IOptions<StreamOptions> streamOptions,
    IOptions<SessionOptions> sessionOptions,
    SessionPlaces places,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<StreamEndpoint> logger,
    ISocketObserver? observer = null)
{
    public const string Path = "/v1/stream";

    public async Task HandleAsync(HttpContext context)
    {
        if (hub.IsDraining)
        {
            await Problem.WriteDrainingAsync(context).ConfigureAwait(false);
            return;
        }

        if (QueryKeys.TryRefuse(context, Path) is { } refusal)
        {
            await refusal.ConfigureAwait(false);
            return;
        }

        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.Headers.Upgrade = "websocket";
            await Problem.WriteAsync(
                context, StatusCodes.Status426UpgradeRequired, "upgrade_required", $"{Path} speaks WebSocket only").ConfigureAwait(false);
            return;
        }

        if (!Subprotocol.TryChoose(context.WebSockets.WebSocketRequestedProtocols, out var chosen, out var format))
        {
            var offered = string.Join(
                ", ", context.WebSockets.WebSocketRequestedProtocols.Where(entry => !BearerSubprotocol.IsIt(entry)));
            await Problem.WriteAsync(
                context,
                StatusCodes.Status400BadRequest,
                "unknown_subprotocol",
                $"none of the subprotocols '{offered}' is known; there are {Subprotocol.Names}").ConfigureAwait(false);
            return;
        }

        await RunAsync(context, chosen, format).ConfigureAwait(false);
    }

    private async Task RunAsync(HttpContext context, string? subprotocol, WireFormat format)
    {
        var options = streamOptions.Value;
        var admission = context.Features.GetRequiredFeature<SessionAdmission>();

        // Whose frames we see is pinged by ourselves: the framework knows only that no answer came, and cuts.
        var upgrade = context.Features.Get<FrameUpgradeFeature>();
        using var place = Enter(context, ref admission);
        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            SubProtocol = subprotocol,
            KeepAliveInterval = upgrade is null ? options.PingInterval : Timeout.InfiniteTimeSpan,
            KeepAliveTimeout = upgrade is null ? options.PingTimeout : Timeout.InfiniteTimeSpan,
        }).ConfigureAwait(false);
        var frames = upgrade?.Frames;
        var transport = new WebSocketTransport(socket, frames, format, options, sessionOptions.Value, time)
        {
            Place = place,
            Stopping = lifetime.ApplicationStopping,
            Observer = observer,
            Gone = context.Features.Get<IConnectionLifetimeFeature>()?.ConnectionClosed ?? context.RequestAborted,
        };
        var session = hub.Open(transport, format, admission with { Address = ClientAddress.WithPortOf(context) });
        logger.SessionOpened(session.Number, session.Address, format);
        await transport.RunAsync(session).ConfigureAwait(false);
        if (session.Fault is { } fault)
        {
            logger.SessionFailed(fault, session.Number);
        }

        logger.SessionEnded(session, time);
    }

    /// <summary>Takes a place; who gets none is told so by a close code, because pages are not told a status.</summary>
    private SessionPlace? Enter(HttpContext context, ref SessionAdmission admission)
    {
        if (admission.Refusal != SessionEndReason.None)
        {
            return null;
        }

        var place = places.TryEnter(ClientAddress.Of(context), admission.Rights, out var refusal);
        admission = place is null ? SessionAdmission.Refused(SessionEndReason.TooManySessions, refusal) : admission;
        return place;
    }
}
