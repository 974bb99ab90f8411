using MarketGateway.Hosting;
using Microsoft.AspNetCore.Builder;

namespace MarketGateway.Deployment.Tests;

/// <summary>Has the gateway itself read settings, as far as that goes without starting it.</summary>
internal static class GatewaySettings
{
    /// <summary>Builds a gateway from what it would find in its environment; a setting that is wrong throws.</summary>
    public static WebApplication Read(IEnumerable<KeyValuePair<string, string>> environment) =>
        GatewayApplication.Build([.. Arguments(environment)]);

    private static IEnumerable<string> Arguments(IEnumerable<KeyValuePair<string, string>> environment) =>
        environment
            .Where(variable => variable.Key.StartsWith(GatewayApplication.EnvironmentPrefix, StringComparison.Ordinal))
            .Select(variable => $"--{NameOf(variable.Key)}={variable.Value}");

    private static string NameOf(string variable) =>
        variable[GatewayApplication.EnvironmentPrefix.Length..].Replace("__", ":", StringComparison.Ordinal);
}
