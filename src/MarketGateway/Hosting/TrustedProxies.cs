using System.Net;
using MarketGateway.WebSockets;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace MarketGateway.Hosting;

/// <summary>
/// The proxies that are believed when they say who their client is (<c>X-Forwarded-For</c>): what is counted per
/// address is counted by the client's, then.
/// </summary>
internal sealed class TrustedProxies
{
    private const string Setting = $"{StreamOptions.SectionName}:{nameof(StreamOptions.TrustedProxies)}";

    private readonly IPNetwork[] _networks;

    /// <exception cref="SettingsException">An entry is neither an address nor a network.</exception>
    public TrustedProxies(IReadOnlyList<string> entries)
    {
        SettingsException.ThrowIfAny([.. entries.Where(entry => Parse(entry) is null).Select(entry =>
            $"{Setting} has '{entry}'; it must be an address such as 10.0.0.7, or a network such as 10.0.0.0/8.")]);
        _networks = [.. entries.Select(entry => Parse(entry)!.Value)];
    }

    public bool Contain(IPAddress? address)
    {
        var plain = address?.IsIPv4MappedToIPv6 == true ? address.MapToIPv4() : address;
        return plain is not null && Array.Exists(_networks, network => network.Contains(plain));
    }

    /// <summary>Takes a client's address from its proxy. To be called before any other part of the pipeline.</summary>
    public void Use(IApplicationBuilder gateway)
    {
        if (_networks.Length == 0)
        {
            return;
        }

        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor,
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        Array.ForEach(_networks, options.KnownIPNetworks.Add);
        gateway.UseForwardedHeaders(options);
    }

    private static IPNetwork? Parse(string entry) =>
        IPNetwork.TryParse(entry, out var network) ? network
        : IPAddress.TryParse(entry, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;
}
