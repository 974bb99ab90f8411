using System.Buffers.Binary;
using System.Buffers.Text;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace MarketGateway.Testing.Wire;

/// <summary>
/// A WebSocket by hand over a real TCP socket: the only way to be as slow, as small or as dead as a test needs. One
/// reader; writers take turns.
/// </summary>
internal sealed class WireSocket : IDisposable
{
    private const int ReadBytesMax = 64 << 10;

    /// <summary>TCP_MAXSEG of Linux; .NET has no name for it.</summary>
    private const int TcpMaxSegment = 2;
    private const int EthernetSegmentBytes = 1448;

    private readonly Socket _socket;
    private readonly BytePace _pace;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly CancellationTokenSource _stop = new();
    private byte[] _bytes = new byte[ReadBytesMax];
    private int _first;
    private int _end;
    private volatile TaskCompletionSource? _held;

    private WireSocket(Socket socket, BytePace pace)
    {
        _socket = socket;
        _pace = pace;
    }

    /// <summary>Gets a value indicating whether the peer reset the connection instead of ending it.</summary>
    public bool IsReset { get; private set; }

    /// <summary>Gets how many bytes came after the handshake.</summary>
    public long BytesRead { get; private set; }

    public static async Task<WireSocket> ConnectAsync(Uri address, string subprotocol, WireClientOptions options)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (options.ReceiveBufferBytes > 0)
        {
            // Before the handshake: the window that TCP announces follows from it. Segments are those of Ethernet: with
            // the loopback's of 64 KiB a small window opens and closes by timers, which is not what slow clients see.
            socket.ReceiveBufferSize = options.ReceiveBufferBytes;
            if (OperatingSystem.IsLinux())
            {
                socket.SetRawSocketOption((int)ProtocolType.Tcp, TcpMaxSegment, BitConverter.GetBytes(EthernetSegmentBytes));
            }
        }

        await socket.ConnectAsync(address.Host, address.Port);
        var connection = new WireSocket(socket, new BytePace(options.ReadBytesPerSecond));
        await connection.ShakeHandsAsync(address, subprotocol, options);
        return connection;
    }

    /// <summary>Stops reading, as a client does whose machine hangs, until <see cref="Release"/>.</summary>
    public void Hold() => _held ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release()
    {
        var held = _held;
        _held = null;
        held?.TrySetResult();
    }

    /// <summary>Reads one frame; null when the connection has ended.</summary>
    public async Task<WireFrame?> ReadAsync()
    {
        try
        {
            await NeedAsync(2);
            var (head, lengthCode) = (_bytes[_first], _bytes[_first + 1] & 0x7F);
            _first += 2;
            var length = lengthCode;
            if (lengthCode >= 126)
            {
                var size = lengthCode == 126 ? 2 : 8;
                await NeedAsync(size);
                length = size == 2
                    ? BinaryPrimitives.ReadUInt16BigEndian(_bytes.AsSpan(_first))
                    : (int)BinaryPrimitives.ReadUInt64BigEndian(_bytes.AsSpan(_first));
                _first += size;
            }

            await NeedAsync(length);
            var payload = _bytes.AsSpan(_first, length).ToArray();
            _first += length;
            return new WireFrame(head & 0x0F, (head & 0x80) != 0, payload);
        }
        catch (Exception exception) when (exception is SocketException or EndOfStreamException
            or OperationCanceledException or ObjectDisposedException)
        {
            IsReset |= exception is SocketException { SocketErrorCode: SocketError.ConnectionReset };
            return null;
        }
    }

    /// <summary>Writes one masked frame.</summary>
    public async Task WriteAsync(int opcode, ReadOnlyMemory<byte> payload, bool isFinal = true)
    {
        var frame = new byte[payload.Length + 14];
        frame[0] = (byte)((isFinal ? 0x80 : 0) | opcode);
        var headLength = 2;
        if (payload.Length < 126)
        {
            frame[1] = (byte)(0x80 | payload.Length);
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            frame[1] = 0x80 | 126;
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
            headLength = 4;
        }
        else
        {
            frame[1] = 0x80 | 127;
            BinaryPrimitives.WriteUInt64BigEndian(frame.AsSpan(2), (ulong)payload.Length);
            headLength = 10;
        }

        // A mask of zeros is a mask: what is behind it does not matter to the gateway.
        payload.CopyTo(frame.AsMemory(headLength + 4));
        await _writing.WaitAsync(_stop.Token);
        try
        {
            await _socket.SendAsync(frame.AsMemory(0, headLength + 4 + payload.Length), SocketFlags.None, _stop.Token);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Cuts the connection with a reset, as a killed process or a pulled cable does.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        Release();
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    private async Task ShakeHandsAsync(Uri address, string subprotocol, WireClientOptions options)
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        var request = $"GET {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\nUpgrade: websocket\r\n"
            + $"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            + $"Sec-WebSocket-Protocol: {subprotocol}{BearerEntry(options)}\r\n"
            + (options.HeaderToken is { } token ? $"Authorization: Bearer {token}\r\n" : "")
            + (options.Origin is { } origin ? $"Origin: {origin}\r\n" : "")
            + "\r\n";
        await _socket.SendAsync(Encoding.ASCII.GetBytes(request), SocketFlags.None);
        var end = -1;
        while (end < 0)
        {
            await ReceiveAsync();
            end = _bytes.AsSpan(0, _end).IndexOf("\r\n\r\n"u8);
        }

        var answer = Encoding.ASCII.GetString(_bytes, 0, end);
        if (!answer.StartsWith("HTTP/1.1 101 ", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"The gateway did not take the WebSocket: {answer}");
        }

        if (answer.Contains("marketgateway.bearer", StringComparison.Ordinal))
        {
            throw new InvalidOperationException("The gateway repeats a token that it was shown.");
        }

        _first = end + 4;
        BytesRead = _end - _first;
    }

    private static string BearerEntry(WireClientOptions options) => options.SubprotocolToken is { } token
        ? ", marketgateway.bearer." + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(token))
        : "";

    private async Task NeedAsync(int count)
    {
        while (_end - _first < count)
        {
            if (_first > 0)
            {
                _bytes.AsSpan(_first, _end - _first).CopyTo(_bytes);
                (_first, _end) = (0, _end - _first);
            }

            if (count > _bytes.Length)
            {
                Array.Resize(ref _bytes, Math.Max(count, _bytes.Length * 2));
            }

            await ReceiveAsync();
        }
    }

    private async Task ReceiveAsync()
    {
        if (_held is { } held)
        {
            await held.Task;
        }

        var slice = _pace.SliceBytes(_bytes.Length - _end);
        var count = await _socket.ReceiveAsync(_bytes.AsMemory(_end, slice), SocketFlags.None, _stop.Token);
        if (count == 0)
        {
            throw new EndOfStreamException();
        }

        _end += count;
        BytesRead += count;
        await _pace.TakeAsync(count, _stop.Token);
    }
}
