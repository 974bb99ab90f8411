using System.Diagnostics.Metrics;
using MarketGateway.Diagnostics;

namespace MarketGateway.Hosting;

/// <summary>What was answered over HTTP, event streams and WebSockets' handshakes among it: by address and code.</summary>
internal sealed class HttpMetrics
{
    /// <summary>What is none of our addresses is one: whoever guesses some makes no series.</summary>
    private const string Other = "other";

    private readonly Counter<long> _requests;

    public HttpMetrics(Meter meter) => _requests = meter.CreateCounter<long>(
        "marketgateway_http_requests_total", description: "Requests that were answered, by address and status.");

    /// <summary>Counts each answer as it begins: that of a stream lasts for hours.</summary>
    public static void Use(WebApplication gateway)
    {
        if (gateway.Services.GetService<HttpMetrics>() is not { } metrics)
        {
            return;
        }

        gateway.Use((context, next) =>
        {
            context.Response.OnStarting(static state =>
            {
                var (self, answered) = ((HttpMetrics, HttpContext))state;
                self.Count(answered);
                return Task.CompletedTask;
            }, (metrics, context));
            return next(context);
        });
    }

    private void Count(HttpContext context) => _requests.Add(
        1,
        new KeyValuePair<string, object?>("path", PathOf(context)),
        new KeyValuePair<string, object?>("code", context.Response.StatusCode));

    private static string PathOf(HttpContext context) =>
        context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } pattern } ? $"/{pattern.Trim('/')}"
        : IsScrape(context.Request) ? MetricsExport.Path
        : Other;

    /// <remarks>Whoever answers a scrape has moved its address from one part of the path to the other.</remarks>
    private static bool IsScrape(HttpRequest request) =>
        request.PathBase.Add(request.Path).Equals(MetricsExport.Path, StringComparison.OrdinalIgnoreCase);
}
