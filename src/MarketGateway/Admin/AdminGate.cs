using MarketGateway.Http;
using Microsoft.Net.Http.Headers;

namespace MarketGateway.Admin;

/// <summary>Stands before everything below `/admin`: lets operators in, and writes down what each did.</summary>
internal sealed partial class AdminGate(AdminAccess access, RepeatedLooks looks, ILogger<AdminGate> logger)
{
    /// <summary>The root of all that is for operators who look inside and intervene.</summary>
    public const string Root = "/admin";

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        // Encoded, as it came: a line of the log stays one line.
        var asked = $"{context.Request.Method} {context.Request.PathBase.Add(context.Request.Path).ToUriComponent()}"
            + context.Request.QueryString.ToUriComponent();
        var address = ClientAddress.WithPortOf(context);
        if (await TryRefuseAsync(context).ConfigureAwait(false) is { } reason)
        {
            LogRefused(address, asked, reason);
            return;
        }

        var call = new AdminCall(access.Identify(context)!);
        context.Features.Set(call);
        context.Response.Headers.CacheControl = "no-store";
        await next(context).ConfigureAwait(false);
        var status = context.Response.StatusCode;
        var isRepeated = HttpMethods.IsGet(context.Request.Method) && status == StatusCodes.Status200OK
            && looks.IsRepeated(call.Who, asked);
        LogCall(isRepeated ? LogLevel.Debug : LogLevel.Information, call.Who, address, asked, status, call.Note);
    }

    /// <summary>Refuses whoever is no operator; says why.</summary>
    private async Task<string?> TryRefuseAsync(HttpContext context)
    {
        if (!access.IsOn)
        {
            const string Closed = "no operator is known: Admin:Tokens is empty, and Metrics:Url is not for this machine alone";
            await Problem.WriteAsync(context, StatusCodes.Status403Forbidden, "admin_closed", Closed).ConfigureAwait(false);
            return Closed;
        }

        // A page of whatever site in an operator's browser can reach this machine's ports; no page has any business here.
        if (context.Request.Headers.ContainsKey(HeaderNames.Origin)
            || context.Request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site")
        {
            const string FromPage = "the request comes from a page in a browser";
            await Problem.WriteAsync(context, StatusCodes.Status403Forbidden, "origin_not_allowed", FromPage).ConfigureAwait(false);
            return FromPage;
        }

        if (access.Identify(context) is null)
        {
            const string Unknown = "no token of an operator was shown";
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await Problem.WriteAsync(context, StatusCodes.Status401Unauthorized, "unauthorized", Unknown).ConfigureAwait(false);
            return Unknown;
        }

        return null;
    }

    [LoggerMessage(EventId = 1, Message = "Operator {Who} at {Address}: {Call} answered {Status} {Note}")]
    private partial void LogCall(
        LogLevel level, string who, string address, string call, int status, string note);

    [LoggerMessage(2, LogLevel.Warning, "Refused {Address} as operator: {Call}, {Reason}")]
    private partial void LogRefused(string address, string call, string reason);
}
