using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace MarketGateway.Tools.Load;

/// <summary>Opens a WebSocket by hand: TCP, TLS where the address asks for it, and the upgrade.</summary>
internal static class Handshake
{
    private const int AnswerBytesMax = 16 << 10;

    public static async Task<Stream> ConnectAsync(
        Uri url, string? subprotocol, string? token, int receiveBufferBytes, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (receiveBufferBytes > 0)
            {
                socket.ReceiveBufferSize = receiveBufferBytes;
            }

            await socket.ConnectAsync(url.Host, url.Port, cancellation);
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (url.Scheme == "wss")
            {
                var secured = new SslStream(stream);
                await secured.AuthenticateAsClientAsync(
                    new SslClientAuthenticationOptions { TargetHost = url.Host }, cancellation);
                stream = secured;
            }

            await UpgradeAsync(stream, url, subprotocol, token, cancellation);
            return stream;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task UpgradeAsync(
        Stream stream, Uri url, string? subprotocol, string? token, CancellationToken cancellation)
    {
        var request = new StringBuilder()
            .Append(System.Globalization.CultureInfo.InvariantCulture, $"GET {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\n")
            .Append("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n")
            .Append("Sec-WebSocket-Key: bWFya2V0Z2F0ZXdheS1sZA==\r\n");
        if (subprotocol is not null)
        {
            request.Append("Sec-WebSocket-Protocol: ").Append(subprotocol).Append("\r\n");
        }

        if (token is not null)
        {
            request.Append("Authorization: Bearer ").Append(token).Append("\r\n");
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(request.Append("\r\n").ToString()), cancellation);
        var answer = await ReadHeadAsync(stream, cancellation);
        if (!answer.StartsWith("HTTP/1.1 101", StringComparison.Ordinal))
        {
            throw new LoadException($"the server does not upgrade: {answer.Split('\r')[0]}");
        }
    }

    /// <summary>Reads byte by byte up to the empty line: what follows belongs to the WebSocket.</summary>
    private static async Task<string> ReadHeadAsync(Stream stream, CancellationToken cancellation)
    {
        var bytes = new byte[AnswerBytesMax];
        for (var length = 0; length < bytes.Length;)
        {
            if (await stream.ReadAsync(bytes.AsMemory(length, 1), cancellation) == 0)
            {
                throw new LoadException("the server hangs up instead of upgrading");
            }

            length++;
            if (bytes.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
            {
                return Encoding.ASCII.GetString(bytes, 0, length);
            }
        }

        throw new LoadException("the server answers the upgrade without end");
    }
}
