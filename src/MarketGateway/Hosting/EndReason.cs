using System.Net.Sockets;
using MarketGateway.Diagnostics;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace MarketGateway.Hosting;

/// <summary>Says in one sentence why the process ends, and where it is known which setting to change.</summary>
internal static class EndReason
{
    private const string UrlsSetting = "Urls";
    private const string CertificateSetting = "Kestrel:Certificates:Default:Path";

    /// <summary>Says why the gateway cannot start.</summary>
    public static string OfStart(Exception wrong) => wrong is SettingsException or OptionsValidationException
        ? wrong.Message
        : $"The gateway cannot start: {Innermost(wrong)}";

    /// <summary>Says what failed in a gateway that ran.</summary>
    public static string OfFault(string part, Exception? fault) =>
        $"The gateway ended because {part} failed: {(fault is null ? "nothing more is known" : Innermost(fault))}";

    /// <summary>Returns what to tell the operator when an address cannot be listened on, or null for another fault.</summary>
    public static string? OfListening(Exception failed, MetricsEndpoint metrics, IConfiguration configuration)
    {
        if (failed is IOException { InnerException: AddressInUseException })
        {
            return Taken(failed, metrics);
        }

        if (failed.GetBaseException() is SocketException refused)
        {
            return $"One of the addresses {configuration[UrlsSetting]} cannot be listened on: {refused.Message}. "
                + $"Choose others with --{UrlsSetting}, for example --{UrlsSetting} http://localhost:8081.";
        }

        return failed is InvalidOperationException && failed.Message.Contains("HTTPS", StringComparison.Ordinal)
            ? $"{UrlsSetting} is '{configuration[UrlsSetting]}': an https address needs a certificate. Set {CertificateSetting} "
                + "(and :KeyPath or :Password), or use http behind something that ends TLS."
            : null;
    }

    /// <summary>Gets the first line of a text: libraries go on with advice, or with a stack.</summary>
    public static string FirstLine(string text) => text.AsSpan(0, EndOfLine(text)).Trim().ToString();

    private static string Taken(Exception failed, MetricsEndpoint metrics) =>
        metrics.Address is { } address && failed.Message.Contains($":{address.Port}:", StringComparison.Ordinal)
            ? $"{failed.Message} That is {MetricsOptions.UrlSetting}, the address of /metrics: choose another, for example " +
                $"--{MetricsOptions.UrlSetting} http://localhost:{address.Port + 1}, or none with --{MetricsOptions.UrlSetting} \"\"."
            : $"{failed.Message} Choose another address with --Urls, for example --Urls http://localhost:8081.";

    private static string Innermost(Exception exception) => FirstLine(exception.GetBaseException().Message);

    private static int EndOfLine(string text) => text.AsSpan().IndexOfAny('\r', '\n') is var end and >= 0 ? end : text.Length;
}
