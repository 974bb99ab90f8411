using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace MarketGateway.Tools.Conform;

/// <summary>Two addresses, as of two replicas, whose connections a scene takes one after another.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly TcpListener[] _listeners = [new(IPAddress.Loopback, 0), new(IPAddress.Loopback, 0)];
    private readonly Channel<WireConnection> _connections = Channel.CreateUnbounded<WireConnection>();
    private int _accepted;

    public ScriptedServer()
    {
        for (var i = 0; i < _listeners.Length; i++)
        {
            _listeners[i].Start();
            _ = AcceptAsync(_listeners[i], i);
        }
    }

    /// <summary>Gets both addresses.</summary>
    public string[] Urls => Array.ConvertAll(
        _listeners, static each => $"ws://127.0.0.1:{((IPEndPoint)each.LocalEndpoint).Port}/v1/stream");

    /// <summary>Gets how many connections were opened.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>The next connection.</summary>
    public ValueTask<WireConnection> NextAsync(CancellationToken cancellation) =>
        _connections.Reader.ReadAsync(cancellation);

    public void Dispose()
    {
        foreach (var listener in _listeners)
        {
            listener.Dispose();
        }

        while (_connections.Reader.TryRead(out var connection))
        {
            connection.Dispose();
        }
    }

    private async Task AcceptAsync(TcpListener listener, int server)
    {
        try
        {
            while (true)
            {
                var connection = new WireConnection(await listener.AcceptTcpClientAsync(), server);
                if (await connection.OpenAsync(CancellationToken.None))
                {
                    Interlocked.Increment(ref _accepted);
                    _connections.Writer.TryWrite(connection);
                }
            }
        }
        catch (Exception ended) when (ended is ObjectDisposedException or SocketException or IOException)
        {
        }
    }
}
