using MarketGateway.Core.Sessions;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Microsoft.Net.Http.Headers;

namespace MarketGateway.Security;

/// <summary>Adds what decides who may read the market.</summary>
internal static class AccessComposition
{
    private const string Root = "/v1";

    private const string LastEventId = "Last-Event-ID";

    /// <summary>How long a browser need not ask again: browsers allow no more than this or little more.</summary>
    private static readonly TimeSpan PreflightAge = TimeSpan.FromHours(2);

    /// <exception cref="FormatException">The key is none, or the algorithms do not go with it.</exception>
    public static void AddAccess(
        this WebApplicationBuilder builder, AccessOptions access, IReadOnlyCollection<string> allowedOrigins)
    {
        var services = builder.Services;
        services.AddSingleton(access);
        services.AddSingleton(new OriginPolicy(allowedOrigins));
        services.AddCors();
        services.AddSingleton<TicketBox>();
        services.AddSingleton<AccessControl>();
        HideTickets(services);
        if (access.Mode == AuthenticationMode.Jwt)
        {
            AddJwt(services, access);
        }
        else
        {
            services.AddSingleton<ITokenReader, AnyToken>();
        }
    }

    public static void UseAccess(this WebApplication gateway)
    {
        var control = gateway.Services.GetRequiredService<AccessControl>();
        var origins = gateway.Services.GetRequiredService<OriginPolicy>();
        gateway.UseWhen(
            context => context.Request.Path.StartsWithSegments(Root, StringComparison.OrdinalIgnoreCase),
            guarded => guarded.UseCors(policy => TellBrowsers(policy, origins)).Use(control.InvokeAsync));
        gateway.MapPost(AccessControl.TicketPath, control.WriteTicketAsync);
    }

    /// <summary>
    /// A browser shows a page what it has fetched from another origin only if the answer says so; and before it sends a
    /// token, it asks. Tokens stand in headers and there are no cookies: nothing is sent that the page does not know.
    /// </summary>
    private static void TellBrowsers(CorsPolicyBuilder policy, OriginPolicy origins) => policy
        .SetIsOriginAllowed(origins.Lists)
        .WithMethods(HttpMethods.Get, HttpMethods.Post)
        .WithHeaders(HeaderNames.Authorization, LastEventId)
        .WithExposedHeaders(HeaderNames.RetryAfter, HeaderNames.WWWAuthenticate)
        .SetPreflightMaxAge(PreflightAge);

    private static void AddJwt(IServiceCollection services, AccessOptions access)
    {
        var key = SigningKeys.Read(access);
        var algorithms = AccessOptionsCheck.AlgorithmsFor(access, key is SymmetricSecurityKey);
        services.AddSingleton<ITokenReader, JwtTokenReader>();
        services.AddSingleton<IPostConfigureOptions<JwtBearerOptions>, JwtBearerPostConfigureOptions>();
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<TimeProvider>((bearer, time) => Configure(bearer, access, key, algorithms, time))
            .PostConfigure(bearer => UseKeysOfAddress(bearer, access));
    }

    private static void Configure(
        JwtBearerOptions bearer, AccessOptions access, SecurityKey? key, string[] algorithms, TimeProvider time)
    {
        bearer.Authority = access.Authority.Length > 0 ? access.Authority : null;
        bearer.RequireHttpsMetadata = access.Authority.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        bearer.TokenValidationParameters = new TokenValidationParameters
        {
            ValidAlgorithms = algorithms,
            ValidAudience = access.Audience,
            ValidIssuer = access.Issuer.Length > 0 ? access.Issuer : null,
            IssuerSigningKey = key,
            ClockSkew = access.ClockSkew,
            LifetimeValidator = (notBefore, expires, _, _) =>
                JwtTokenReader.IsInTime(notBefore, expires, access.ClockSkew, time),
        };
    }

    /// <summary>Runs after JwtBearer's own, which has made the manager for an authority by now.</summary>
    private static void UseKeysOfAddress(JwtBearerOptions bearer, AccessOptions access)
    {
        if (access.JwksUrl.Length > 0)
        {
            bearer.ConfigurationManager = new ConfigurationManager<OpenIdConnectConfiguration>(
                access.JwksUrl,
                new KeySetRetriever(),
                new HttpDocumentRetriever(new HttpClient { Timeout = bearer.BackchannelTimeout })
                {
                    RequireHttps = access.JwksUrl.StartsWith("https://", StringComparison.OrdinalIgnoreCase),
                });
        }

        if (bearer.ConfigurationManager is BaseConfigurationManager keys)
        {
            // Else a key that the issuer has withdrawn, perhaps since it was stolen, would be trusted for an hour more.
            keys.UseLastKnownGoodConfiguration = false;
            bearer.TokenValidationParameters.ConfigurationManager = keys;
        }
    }

    private static void HideTickets(IServiceCollection services)
    {
        var server = services.Last(service => service.ServiceType == typeof(IServer));
        services.Remove(server);
        services.AddSingleton<IServer>(provider => new TicketHidingServer(
            (IServer)ActivatorUtilities.CreateInstance(provider, server.ImplementationType!)));
    }
}
