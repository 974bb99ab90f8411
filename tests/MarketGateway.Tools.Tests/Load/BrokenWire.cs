using System.Net;
using System.Net.Sockets;

namespace MarketGateway.Tools.Tests.Load;

/// <summary>Stands between a client and a gateway, and changes the last byte of what comes from there when told to.</summary>
internal sealed class BrokenWire : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Uri _gateway;
    private volatile bool _isBreaking;

    public BrokenWire(Uri gateway)
    {
        _gateway = gateway;
        _listener.Start();
        _ = AcceptAsync();
    }

    public Uri Url => new UriBuilder(_gateway) { Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;

    public void Break() => _isBreaking = true;

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                var server = new TcpClient();
                await server.ConnectAsync(_gateway.Host, _gateway.Port);
                _ = CopyAsync(client, server, isFromGateway: false);
                _ = CopyAsync(server, client, isFromGateway: true);
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task CopyAsync(TcpClient from, TcpClient to, bool isFromGateway)
    {
        var bytes = new byte[64 << 10];
        try
        {
            int read;
            while ((read = await from.GetStream().ReadAsync(bytes)) > 0)
            {
                if (_isBreaking && isFromGateway)
                {
                    bytes[read - 1] ^= 1;
                    _isBreaking = false;
                }

                await to.GetStream().WriteAsync(bytes.AsMemory(0, read));
            }
        }
        catch (Exception ended) when (ended is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // One side hung up.
        }

        from.Dispose();
        to.Dispose();
    }
}
