using MarketGateway.Core.Sessions;

namespace MarketGateway.Http;

/// <summary>What an orchestrator asks: is the process alive, and may clients be sent to it.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz/live", () => Results.Json(new { status = "live" }));
        routes.MapGet("/healthz/ready", (IFeedReadiness feed, IDrainState drain, SessionHub hub) => Results.Json(
            new
            {
                status = drain.IsDraining ? "draining" : feed.IsReady ? "ready" : "starting",
                progress = feed.Progress,
                sessions = hub.Count,
            },
            statusCode: feed.IsReady && !drain.IsDraining
                ? StatusCodes.Status200OK
                : StatusCodes.Status503ServiceUnavailable));
    }
}
