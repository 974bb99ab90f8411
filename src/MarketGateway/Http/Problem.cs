using System.Globalization;

namespace MarketGateway.Http;

/// <summary>Writes errors as RFC 9457 problem details with a code for programs.</summary>
internal static class Problem
{
    /// <summary>Sessions live for hours: who finds no place need not ask every second.</summary>
    private const string FullRetrySeconds = "5";

    public static Task WriteAsync(HttpContext context, int status, string code, string detail) =>
        Of(status, code, detail).ExecuteAsync(context);

    /// <summary>Refuses a session because the gateway is about to end; another replica takes it.</summary>
    public static Task WriteDrainingAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "1";
        context.Response.Headers.Connection = "close";
        return WriteAsync(
            context, StatusCodes.Status503ServiceUnavailable, "draining", "this replica is about to end; connect again, elsewhere");
    }

    /// <summary>Refuses a session because there is no place for it; another replica may have one.</summary>
    public static Task WriteFullAsync(HttpContext context, string detail)
    {
        context.Response.Headers.RetryAfter = FullRetrySeconds;
        return WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "too_many_sessions", detail);
    }

    /// <summary>Refuses what the same client may have again after a while.</summary>
    public static Task WriteTooManyAsync(HttpContext context, string code, string detail, TimeSpan retryAfter)
    {
        var seconds = Math.Max(1, (long)Math.Ceiling(retryAfter.TotalSeconds));
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return WriteAsync(context, StatusCodes.Status429TooManyRequests, code, detail);
    }

    public static IResult Of(int status, string code, string detail) =>
        Results.Problem(detail, statusCode: status, extensions: [new("code", code)]);
}
