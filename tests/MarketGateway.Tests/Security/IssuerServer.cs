using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MarketGateway.Tests.Security;

/// <summary>An issuer's web site on loopback: its key set, and the OpenID Connect metadata that lead to it.</summary>
internal sealed class IssuerServer : IAsyncDisposable
{
    private readonly WebApplication _site;
    private volatile string? _keySet;

    private IssuerServer(WebApplication site) => _site = site;

    /// <summary>Gets the issuer's name, which is its address too.</summary>
    public string Address => _site.Urls.First();

    public string KeySetAddress => $"{Address}/keys";

    /// <summary>Starts a site; one without keys answers 503 until some are published.</summary>
    public static async Task<IssuerServer> StartAsync(params SigningPair[] pairs)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var issuer = new IssuerServer(builder.Build());
        issuer._site.Run(issuer.AnswerAsync);
        if (pairs.Length > 0)
        {
            issuer.Publish(pairs);
        }

        await issuer._site.StartAsync();
        return issuer;
    }

    /// <summary>Replaces the key set.</summary>
    public void Publish(params SigningPair[] pairs) => _keySet = SigningPair.KeySet(pairs);

    /// <summary>Answers 503 from now on, as an issuer that is down.</summary>
    public void Withhold() => _keySet = null;

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        var body = context.Request.Path.Value switch
        {
            "/keys" => _keySet,
            "/.well-known/openid-configuration" => $$"""{"issuer":"{{Address}}","jwks_uri":"{{KeySetAddress}}"}""",
            _ => null,
        };
        context.Response.StatusCode = body is null ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body ?? "{}");
    }
}
