using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MessagePack;

namespace MarketGateway.Tools.Conform;

/// <summary>
/// The gateway's end of one connection, down to the bytes: what a client must bear can be cut anywhere. Used by one
/// scene at a time.
/// </summary>
internal sealed class WireConnection(TcpClient socket, int server) : IDisposable
{
    private const string MessagePackProtocol = "marketgateway.v1.msgpack";
    private const string JsonProtocol = "marketgateway.v1.json";
    private const string HandshakeGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private const byte Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10;

    private readonly NetworkStream _stream = socket.GetStream();
    private bool _isJson;

    /// <summary>Gets which of the addresses the client came to.</summary>
    public int Server => server;

    /// <summary>Gets how the token was shown in the handshake; null: not there.</summary>
    public string? Token { get; private set; }

    /// <summary>Gets how many flushes were sent.</summary>
    public int Flushes { get; private set; }

    /// <summary>Gets the code that the client closed with; null: it has not, or its connection broke.</summary>
    public int? ClosedWith { get; private set; }

    /// <summary>Answers the handshake; false where there was none.</summary>
    public async Task<bool> OpenAsync(CancellationToken cancellation)
    {
        var head = await ReadHeadAsync(cancellation);
        var key = Header(head, "Sec-WebSocket-Key");
        if (key is null)
        {
            return false;
        }

        var offered = (Header(head, "Sec-WebSocket-Protocol") ?? "").Split(',', StringSplitOptions.TrimEntries);
        Token = Header(head, "Authorization")?.Replace("Bearer ", "", StringComparison.Ordinal)
            ?? Array.Find(offered, static each => each.StartsWith("marketgateway.bearer.", StringComparison.Ordinal));
        _isJson = !offered.Contains(MessagePackProtocol) && offered.Contains(JsonProtocol);
#pragma warning disable CA5350 // RFC 6455 asks for SHA-1 here, and nothing is protected by it.
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + HandshakeGuid)));
#pragma warning restore CA5350
        await _stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + $"Sec-WebSocket-Accept: {accept}\r\n"
                + $"Sec-WebSocket-Protocol: {(_isJson ? JsonProtocol : MessagePackProtocol)}\r\n\r\n"),
            cancellation);
        return true;
    }

    /// <summary>One flush of messages that are written as JSON here, whatever the client's encoding.</summary>
    public Task SendAsync(params string[] messages) => SendBytesAsync(Pack(messages));

    /// <summary>One flush of these bytes; a client of the other encoding gets them as they are, too.</summary>
    public async Task SendBytesAsync(byte[] payload)
    {
        Flushes++;
        await _stream.WriteAsync(Frame(_isJson ? Text : Binary, payload));
    }

    /// <summary>The first so many bytes of a flush, and then the end of the connection.</summary>
    public async Task CutAsync(int bytes, params string[] messages)
    {
        var frame = Frame(_isJson ? Text : Binary, Pack(messages));
        await _stream.WriteAsync(frame.AsMemory(0, Math.Min(bytes, frame.Length - 1)));
        Break();
    }

    /// <summary>One flush, byte by byte, as a bad line brings it.</summary>
    public async Task DribbleAsync(params string[] messages)
    {
        Flushes++;
        socket.NoDelay = true;
        foreach (var one in Frame(_isJson ? Text : Binary, Pack(messages)))
        {
            await _stream.WriteAsync(new[] { one });
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }

    /// <summary>How many bytes a flush has on this connection.</summary>
    public int LengthOf(params string[] messages) => Frame(Binary, Pack(messages)).Length;

    /// <summary>Says goodbye with a code.</summary>
    public async Task CloseAsync(int code, string reason)
    {
        var payload = new byte[2 + reason.Length];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)code);
        Encoding.ASCII.GetBytes(reason, payload.AsSpan(2));
        await _stream.WriteAsync(Frame(Close, payload));
        socket.Client.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Ends without a word.</summary>
    public void Break()
    {
        socket.Client.LingerState = new LingerOption(false, 0);
        socket.Close();
    }

    /// <summary>The next request; null: the client has gone.</summary>
    public async Task<JsonObject?> ReceiveAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var (opcode, payload) = await ReadFrameAsync(cancellation);
            switch (opcode)
            {
                case Text:
                    return JsonNode.Parse(payload)!.AsObject();
                case Binary:
                    var text = MessagePackSerializer.ConvertToJson(payload, cancellationToken: cancellation);
                    return JsonNode.Parse(text)!.AsObject();
                case Ping:
                    await _stream.WriteAsync(Frame(Pong, payload), cancellation);
                    break;
                case Close:
                    ClosedWith = payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(payload) : 1005;
                    await _stream.WriteAsync(Frame(Close, payload), cancellation);
                    return null;
                case 0:
                    return null;
                default:
                    break;
            }
        }
    }

    public void Dispose() => socket.Dispose();

    private byte[] Pack(string[] messages) => _isJson
        ? Encoding.UTF8.GetBytes(string.Concat(messages.Select(static each => each + "\n")))
        : [.. messages.SelectMany(static each => MessagePackSerializer.ConvertFromJson(each))];

    private static byte[] Frame(byte opcode, byte[] payload)
    {
        byte[] head = payload.Length < 126 ? [(byte)(0x80 | opcode), (byte)payload.Length]
            : payload.Length < 1 << 16
                ? [(byte)(0x80 | opcode), 126, (byte)(payload.Length >> 8), (byte)payload.Length]
                : [(byte)(0x80 | opcode), 127, 0, 0, 0, 0, (byte)(payload.Length >> 24), (byte)(payload.Length >> 16),
                    (byte)(payload.Length >> 8), (byte)payload.Length];
        return [.. head, .. payload];
    }

    private async Task<(byte Opcode, byte[] Payload)> ReadFrameAsync(CancellationToken cancellation)
    {
        try
        {
            var head = await ReadAsync(2, cancellation);
            long length = head[1] & 0x7F;
            length = length == 126 ? BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(2, cancellation))
                : length == 127 ? BinaryPrimitives.ReadInt64BigEndian(await ReadAsync(8, cancellation)) : length;
            var mask = (head[1] & 0x80) != 0 ? await ReadAsync(4, cancellation) : [0, 0, 0, 0];
            var payload = await ReadAsync((int)length, cancellation);
            for (var i = 0; i < payload.Length; i++)
            {
                payload[i] ^= mask[i % 4];
            }

            return ((byte)(head[0] & 0x0F), payload);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            return (0, []);
        }
    }

    private async Task<byte[]> ReadAsync(int count, CancellationToken cancellation)
    {
        var bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes, cancellation);
        return bytes;
    }

    private async Task<string> ReadHeadAsync(CancellationToken cancellation)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)
            && await _stream.ReadAsync(one, cancellation) == 1)
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    private static string? Header(string head, string name) => head.Split("\r\n")
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
        .Select(line => line[(name.Length + 1)..].Trim()).FirstOrDefault();
}
