using MarketGateway.Core.Sessions;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Options;
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
        var key = access.Mode == AuthenticationMode.Jwt ? SigningKeys.Read(access) : null;
        services.AddSingleton(new TicketSeal(TicketKeys.Read(access, key)));
        services.AddSingleton<AccessCounts>();
        services.AddSingleton<TicketBox>();
        services.AddSingleton(provider => new RequestRates(
            provider.GetRequiredService<IOptions<SessionOptions>>().Value, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<AccessControl>();
        HideTickets(services);
        if (access.Mode == AuthenticationMode.Jwt)
        {
            AddJwt(services, access, key);
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
            guarded => guarded.UseCors(policy => AllowOrigins(policy, origins)).Use(control.InvokeAsync));
        gateway.MapPost(AccessControl.TicketPath, control.WriteTicketAsync);
    }

    /// <summary>
    /// A browser shows a page what it has fetched from another origin only if the answer says so; and before it sends a
    /// token, it asks. Tokens stand in headers and there are no cookies: nothing is sent that the page does not know.
    /// </summary>
    private static void AllowOrigins(CorsPolicyBuilder policy, OriginPolicy origins) => policy
        .SetIsOriginAllowed(origins.Lists)
        .WithMethods(HttpMethods.Get, HttpMethods.Post)
        .WithHeaders(HeaderNames.Authorization, LastEventId)
        .WithExposedHeaders(HeaderNames.RetryAfter, HeaderNames.WWWAuthenticate)
        .SetPreflightMaxAge(PreflightAge);

    private static void AddJwt(IServiceCollection services, AccessOptions access, SecurityKey? key)
    {
        var algorithms = AccessOptionsCheck.AlgorithmsFor(access, key is SymmetricSecurityKey);
        if (key is null)
        {
            services.AddSingleton<KeyDocuments>();
            services.AddSingleton(provider => new IssuerKeys(
                provider.GetRequiredService<KeyDocuments>().ReadAsync,
                access.KeysRefreshInterval,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<IssuerKeys>>()));
        }

        services.AddSingleton<ITokenReader>(provider => new JwtTokenReader(
            access, algorithms, key, provider.GetService<IssuerKeys>(), provider.GetRequiredService<TimeProvider>()));
    }

    private static void HideTickets(IServiceCollection services)
    {
        var server = services.Last(service => service.ServiceType == typeof(IServer));
        services.Remove(server);
        services.AddSingleton<IServer>(provider => new TicketHidingServer(
            (IServer)ActivatorUtilities.CreateInstance(provider, server.ImplementationType!)));
    }
}
