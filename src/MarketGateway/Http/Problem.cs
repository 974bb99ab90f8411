namespace MarketGateway.Http;

/// <summary>Writes errors as RFC 9457 problem details with a code for programs.</summary>
internal static class Problem
{
    public static Task WriteAsync(HttpContext context, int status, string code, string detail) =>
        Of(status, code, detail).ExecuteAsync(context);

    public static IResult Of(int status, string code, string detail) =>
        Results.Problem(detail, statusCode: status, extensions: [new("code", code)]);
}
