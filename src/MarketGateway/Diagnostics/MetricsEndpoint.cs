using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace MarketGateway.Diagnostics;

/// <summary>The listener for operators: which address it has, and which requests came in there.</summary>
internal sealed class MetricsEndpoint(IServer server, MetricsAddress? address = null)
{
    private int _port = address?.Port ?? 0;

    /// <summary>Gets what an operator has to ask; null when there is no such listener.</summary>
    public Uri? Address => address is null ? null : new UriBuilder(address.Url.Replace("*", "localhost", StringComparison.Ordinal))
    {
        Port = Port,
        Path = MetricsExport.Path,
    }.Uri;

    /// <summary>
    /// Gets the port. One that the system chose is known once the server listens: it is that of the last address, because
    /// ours is appended to those of the clients.
    /// </summary>
    private int Port
    {
        get
        {
            if (_port == 0 && server.Features.Get<IServerAddressesFeature>()?.Addresses.LastOrDefault() is { } last)
            {
                _port = BindingAddress.Parse(last).Port;
            }

            return _port;
        }
    }

    /// <summary>Gets a value indicating whether it is for this machine alone.</summary>
    public bool IsOnLoopback { get; } = address?.IsLoopback == true;

    /// <summary>Says whether an address that the server listens on is this one.</summary>
    public bool IsAt(string listening) => address is not null && BindingAddress.Parse(listening).Port == Port;

    /// <summary>Says whether a request came in here.</summary>
    public bool Received(HttpContext context) => IsAtPort(context.Connection.LocalPort);

    public bool IsAtPort(int port) => address is not null && port == Port;
}
