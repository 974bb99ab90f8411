using MarketGateway.Diagnostics;
using MarketGateway.Http;
using MarketGateway.Security;
using Microsoft.AspNetCore.HostFiltering;

namespace MarketGateway.Hosting;

/// <summary>Reads under which names the gateway answers, and refuses what comes under another.</summary>
internal static class HostSettings
{
    private const string HealthPath = "/healthz";

    /// <param name="builder">Gets the policy.</param>
    /// <param name="isDemo">
    /// True where there is only the demo, for this machine: then its names are the default.
    /// </param>
    /// <exception cref="SettingsException">An entry cannot be a name.</exception>
    public static void Add(WebApplicationBuilder builder, bool isDemo)
    {
        string[] names = (builder.Configuration[HostPolicy.SettingName] ?? "")
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        SettingsException.ThrowIfAny([.. names.Where(name => !HostPolicy.IsName(name)).Select(name =>
            $"{HostPolicy.SettingName} has '{name}'; it must be names such as market.example.com or *.example.com, "
            + "without ports, separated by semicolons, or * for any.")]);
        builder.Services.AddSingleton(
            names.Length > 0 ? new HostPolicy(names) : isDemo ? HostPolicy.LoopbackOnly : new HostPolicy(["*"]));

        // The framework's own filter knows neither our default nor that operators have a port of their own.
        builder.Services.Configure<HostFilteringOptions>(filter => filter.AllowedHosts = ["*"]);
    }

    /// <summary>
    /// Marks the requests of operators, and refuses those that come under a foreign name. Health on the clients' port
    /// says so little that balancers may ask by address.
    /// </summary>
    public static void UseHosts(this WebApplication gateway)
    {
        var clients = gateway.Services.GetRequiredService<HostPolicy>();
        var metrics = gateway.Services.GetRequiredService<MetricsEndpoint>();
        gateway.Use((context, next) =>
        {
            var isOperator = metrics.Received(context);
            if (isOperator)
            {
                context.Features.Set(OperatorRequest.Instance);
            }

            var isAllowed = isOperator
                ? !metrics.IsOnLoopback || HostPolicy.LoopbackOnly.Allows(context.Request.Host)
                : clients.Allows(context.Request.Host) || context.Request.Path.StartsWithSegments(HealthPath);
            return isAllowed ? next(context) : HostPolicy.RefuseAsync(context);
        });
    }
}
