using MarketGateway.Core.Sessions;

namespace MarketGateway.Http;

/// <summary>
/// What an orchestrator asks: has the gateway started, is the process alive, and may clients be sent to it. To
/// operators each answer says why, in words; on the clients' port it says yes or no.
/// </summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz/live", WriteLive);
        routes.MapGet("/healthz/ready", WriteReady);
        routes.MapGet("/healthz/startup", WriteStartup);
    }

    /// <summary>Answers whatever Kafka does: a restart would not bring it back, and would lose every client.</summary>
    private static IResult WriteLive(HttpContext context, SessionHub hub) => OperatorRequest.Is(context)
        ? Results.Json(new { status = "live", sessions = hub.Count })
        : Results.Json(new { status = "live" });

    private static IResult WriteReady(HttpContext context, HealthReport health, IFeedReadiness feed, SessionHub hub)
    {
        var reasons = health.Reasons();
        var isReady = reasons.Count == 0;
        if (!OperatorRequest.Is(context))
        {
            return Answer(isReady, new { status = isReady ? "ready" : "not_ready" });
        }

        return Answer(
            isReady,
            new
            {
                status = health.Status(reasons),
                reasons,
                progress = feed.Progress,
                sessions = hub.Count,
                feed = new { phase = feed.Phase, topics = feed.Topics },
            });
    }

    /// <summary>Answers "started" for good once the log was read: what comes later is for the other two.</summary>
    private static IResult WriteStartup(HttpContext context, HealthReport health, IFeedReadiness feed)
    {
        var isStarted = feed.HasBeenReady;
        var status = isStarted ? "started" : "starting";
        if (!OperatorRequest.Is(context))
        {
            return Answer(isStarted, new { status });
        }

        return Answer(
            isStarted,
            new
            {
                status,
                reasons = isStarted ? [] : health.Reasons(),
                progress = isStarted ? 1 : feed.Progress,
                topics = feed.Topics.Select(topic => new
                {
                    topic.Name,
                    topic.Exists,
                    topic.RecordsRead,
                    topic.RecordsAtStart,
                    progress = Progress(topic),
                }),
            });
    }

    /// <summary>Null before it is known what there is to be read: that is not the same as nothing.</summary>
    private static double? Progress(TopicHealth topic) =>
        topic.Partitions == 0 ? null : topic.RecordsAtStart == 0 ? 1 : (double)topic.RecordsRead / topic.RecordsAtStart;

    private static IResult Answer(bool isFine, object detail) => Results.Json(
        detail, statusCode: isFine ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
}
