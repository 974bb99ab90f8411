using MarketGateway.Diagnostics;
using Microsoft.AspNetCore.Connections;

namespace MarketGateway.Hosting;

/// <summary>Says which setting to change when an address is taken.</summary>
internal static class TakenAddress
{
    /// <summary>Returns what to tell the operator, or null when that is not what went wrong.</summary>
    public static string? Describe(Exception failed, MetricsEndpoint metrics) =>
        failed is not IOException { InnerException: AddressInUseException } ? null
        : metrics.Address is { } address && failed.Message.Contains($":{address.Port}:", StringComparison.Ordinal)
            ? $"{failed.Message} That is {MetricsOptions.UrlSetting}, the address of /metrics: choose another, for example " +
                $"--{MetricsOptions.UrlSetting} http://localhost:{address.Port + 1}, or none with --{MetricsOptions.UrlSetting} \"\"."
            : $"{failed.Message} Choose another address with --Urls, for example --Urls http://localhost:8081.";
}
