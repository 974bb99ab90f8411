using System.Net;
using System.Net.Sockets;

namespace MarketGateway.Diagnostics;

/// <summary>An address to listen on for operators.</summary>
/// <param name="Url">As it was given.</param>
/// <param name="Port">Its port; 0: the system chooses one.</param>
internal sealed record MetricsAddress(string Url, int Port)
{
    private const string Example = "http://localhost:9464 or http://*:9464, or be empty for no metrics";

    /// <summary>Gets a value indicating whether it is for this machine alone.</summary>
    public bool IsLoopback { get; } = BindingAddress.Parse(Url).Host is var host
        && (host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)));

    /// <summary>Reads the setting; says what is wrong with it, if something is.</summary>
    public static bool TryParse(string url, IEnumerable<string> otherUrls, out MetricsAddress? address, out string? fault)
    {
        address = null;
        fault = null;
        if (string.IsNullOrWhiteSpace(url))
        {
            return true;
        }

        if (!TryParsePort(url, out var port))
        {
            fault = $"{MetricsOptions.UrlSetting} is '{url}'; it must be an address such as {Example}.";
            return false;
        }

        if (port != 0 && otherUrls.Any(other => TryParsePort(other, out var taken) && taken == port))
        {
            fault = $"{MetricsOptions.UrlSetting} is '{url}', and Urls has port {port} too; " +
                "clients and operators need a port each, because /metrics is not for clients.";
            return false;
        }

        address = new MetricsAddress(url, port);
        return true;
    }

    /// <summary>Says whether nobody listens there yet. A moment later somebody may; then the start fails after all.</summary>
    public bool IsFree() => Port == 0 || Array.TrueForAll([IPAddress.Loopback, IPAddress.IPv6Loopback], IsFreeAt);

    private bool IsFreeAt(IPAddress loopback)
    {
        try
        {
            using var socket = new Socket(loopback.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(loopback, Port));
            socket.Listen();
            return true;
        }
        catch (SocketException failed)
        {
            // A machine without IPv6 is no machine whose port is taken.
            return failed.SocketErrorCode != SocketError.AddressAlreadyInUse;
        }
    }

    private static bool TryParsePort(string url, out int port)
    {
        port = 0;
        try
        {
            var parsed = BindingAddress.Parse(url);
            port = parsed.Port;
            return parsed is { Scheme: "http" or "https", IsUnixPipe: false, IsNamedPipe: false };
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
