using System.Buffers.Binary;
using System.Net.Sockets;
using MarketGateway.Tools.Load;

namespace MarketGateway.Bench.Peers.Bare;

/// <summary>A client of the bare sender: counts, and sees that no flush is missing.</summary>
internal sealed class BareConnection(LoadOptions options, int number)
    : LoadConnection(options.PaceOf(number), options.SlowBytesPerSecond)
{
    private long _last;

    protected override byte[]? GoodbyeFrame => null;

    protected override async Task<Stream> OpenAsync(CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(options.Url.Host, options.Url.Port, cancellation);
        MarkReady();
        return new NetworkStream(socket, ownsSocket: true);
    }

    protected override void OnMessage(ReadOnlyMemory<byte> message, long receivedAt)
    {
        var flush = BinaryPrimitives.ReadInt64LittleEndian(message.Span);
        Counts.ChainBreaks += flush == _last + 1 ? 0 : 1;
        _last = flush;
    }
}
