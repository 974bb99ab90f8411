using System.Net;
using System.Net.Sockets;

namespace MarketGateway.Http;

/// <summary>What clients of one address have in common, as a key to count by.</summary>
internal static class ClientAddress
{
    /// <summary>Who comes over a socket of this machine's file system has no address.</summary>
    private const string Local = "local";

    /// <summary>The part of an IPv6 address that names a network: whoever has one has all addresses in it.</summary>
    private const int NetworkBytes = 8;

    public static string Of(HttpContext context) => Of(context.Connection.RemoteIpAddress);

    /// <summary>Gets the address as it is, with its port, for operators to read.</summary>
    public static string WithPortOf(HttpContext context) => context.Connection.RemoteIpAddress is { } address
        ? new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, context.Connection.RemotePort).ToString()
        : Local;

    public static string Of(IPAddress? address)
    {
        if (address is null)
        {
            return Local;
        }

        var isAlone = address.AddressFamily != AddressFamily.InterNetworkV6
            || address.IsIPv4MappedToIPv6
            || IPAddress.IsLoopback(address);
        if (isAlone)
        {
            return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return $"{new IPAddress(bytes)}/64";
    }
}
