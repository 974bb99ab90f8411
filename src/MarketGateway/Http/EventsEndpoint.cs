using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace MarketGateway.Http;

/// <summary>
/// GET /v1/events: the same sessions, streams and cursors one way, as server-sent events, for consumers behind proxies
/// that pass nothing else.
/// </summary>
internal sealed class EventsEndpoint(
    SessionHub hub,
    IOptions<SessionOptions> options,
    SessionPlaces places,
    TimeProvider time,
    ILogger<EventsEndpoint> logger)
{
    public const string Path = "/v1/events";

    /// <summary>How long a client that is sent away may take to read so; then the connection is cut.</summary>
    private static readonly TimeSpan FarewellTimeout = TimeSpan.FromSeconds(2);

    public async Task HandleAsync(HttpContext context)
    {
        if (hub.IsDraining)
        {
            await Problem.WriteDrainingAsync(context).ConfigureAwait(false);
            return;
        }

        var query = context.Request.Query;
        if (QueryKeys.TryRefuse(context, Path, EventsRequest.Keys) is { } refusal)
        {
            await refusal.ConfigureAwait(false);
            return;
        }

        var resume = EventPosition.Read(context.Request.Headers["Last-Event-ID"].ToString());
        var requests = new[] { EventsRequest.Hello(query), EventsRequest.Subscribe(query, resume) };
        foreach (var request in requests)
        {
            if (request is not null && FindError(request) is { } error)
            {
                await Problem.WriteAsync(context, 400, WireName.Of(error.Code), error.Message).ConfigureAwait(false);
                return;
            }
        }

        var admission = context.Features.GetRequiredFeature<SessionAdmission>();
        using var place = places.TryEnter(ClientAddress.Of(context), admission.Rights, out var full);
        if (place is null)
        {
            await Problem.WriteFullAsync(context, full).ConfigureAwait(false);
            return;
        }

        await RunAsync(context, admission, requests).ConfigureAwait(false);
    }

    private RequestError? FindError(byte[] request)
    {
        var limits = new RequestLimits(
            options.Value.DepthMax, options.Value.HistoryMax, options.Value.SubscriptionsMax);
        new RequestReader(limits).Read(request, WireFormat.Json, out _, out var error);
        return error;
    }

    private async Task RunAsync(HttpContext context, SessionAdmission admission, byte[]?[] requests)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";

        // Asks nginx and its like not to collect events into larger pieces.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using var transport = new EventStreamTransport(context.Response.BodyWriter);
        var session = hub.Open(
            transport,
            WireFormat.Json,
            admission with { Address = ClientAddress.WithPortOf(context) },
            opened => transport.Session = opened);
        using var gone = context.RequestAborted.Register(
            () => session.End(SessionEndReason.ClientClosed, "the client is gone"));
        foreach (var request in requests)
        {
            if (request is not null)
            {
                await session.HandleAsync(request).ConfigureAwait(false);
            }
        }

        await transport.Closed.ConfigureAwait(false);
        logger.SessionEnded(session, time);
        if (session.Fault is { } fault)
        {
            logger.SessionFailed(fault, session.Number);
        }

        if (session.ReconnectAfter is not { } reconnectAfter ||
            !await transport.TrySendAwayAsync(reconnectAfter, FarewellTimeout, time).ConfigureAwait(false))
        {
            context.Abort();
        }
    }
}
