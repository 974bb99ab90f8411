using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Security.Authentication;

namespace MarketGateway.Tools.Load;

/// <summary>
/// One connection of a load: reads frames, hands their messages to whoever proves them, and counts. Allocates nothing
/// per message, because one process has to hold ten thousand of these. Read by one task at a time.
/// </summary>
[SuppressMessage(
    "Design", "CA1001:Types that own disposable fields should be disposable", Justification = "Its wait handle is never made.")]
internal abstract class LoadConnection(LoadPace pace, int slowBytesPerSecond)
{
    /// <summary>A paced reader has a small receive buffer: what the kernel took in already, no server can conflate.</summary>
    private const int PacedReceiveBufferBytes = 16 << 10;

    private const int BufferBytesInitial = 8 << 10;
    private const int PacedStepsPerSecond = 10;

    /// <summary>As long as a gateway gives a client for it.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _writing = new(1);
    private readonly List<byte[]> _outbox = [];
    private byte[] _bytes = new byte[BufferBytesInitial];
    private byte[] _message = [];
    private int _messageLength;
    private int _start;
    private int _end;
    private int _needed;
    private Stream? _stream;
    private volatile bool _isClosing;

    public LoadPace Pace { get; } = pace;

    public LoadCounts Counts { get; } = new();

    /// <summary>Gets a task that ends when the connection has the state of all that it asked for, or has ended.</summary>
    public Task Ready => _ready.Task;

    public bool IsReady => _ready.Task.IsCompletedSuccessfully;

    /// <summary>Gets what ended the connection, or null.</summary>
    public string? Fault { get; private set; }

    protected int ReceiveBufferBytes => Pace == LoadPace.Free ? 0 : PacedReceiveBufferBytes;

    /// <summary>Connects and reads until it is closed, by us or by the server. Never throws.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            _stream = await OpenAsync(cancellation);
            await SendOutboxAsync();
            await ReadAllAsync();
            End("the server ended the connection");
        }
        catch (LoadException wrong)
        {
            Counts.Violations++;
            Fault = wrong.Message;
            _ready.TrySetResult();
        }
        catch (Exception broken) when (broken is IOException or SocketException
            or ObjectDisposedException or OperationCanceledException or AuthenticationException)
        {
            End(broken.Message);
        }
        finally
        {
            _ended.TrySetResult();
            _stream?.Dispose();
        }
    }

    /// <summary>
    /// Says goodbye and reads on to the server's answer; hangs up when that does not come in time, or where there is no
    /// such handshake.
    /// </summary>
    public async Task CloseAsync()
    {
        _isClosing = true;
        _closed.TrySetResult();
        if (_stream is { } stream && GoodbyeFrame is { } goodbye && _ready.Task.IsCompleted)
        {
            try
            {
                await WriteAsync(goodbye).WaitAsync(CloseTimeout, TimeProvider.System);
                await _ended.Task.WaitAsync(CloseTimeout, TimeProvider.System);
            }
            catch (Exception gone) when (gone is TimeoutException or IOException or SocketException or ObjectDisposedException)
            {
                // It does not read, or is gone: there is nobody to say it to.
            }
        }

        _stream?.Dispose();
    }

    /// <summary>Gets the frame that says goodbye: that of a WebSocket with the code 1000; null: there is none.</summary>
    protected virtual byte[]? GoodbyeFrame => FrameWriter.Write(FrameReader.Close, [0x03, 0xE8]);

    protected abstract Task<Stream> OpenAsync(CancellationToken cancellation);

    /// <summary>Takes one whole message; the bytes are the connection's again when this returns.</summary>
    protected abstract void OnMessage(ReadOnlyMemory<byte> message, long receivedAt);

    /// <summary>Sends a frame after what was read last is dealt with.</summary>
    protected void Send(byte[] frame) => _outbox.Add(frame);

    protected void MarkReady() => _ready.TrySetResult();

    private void End(string fault)
    {
        if (!_isClosing)
        {
            Fault ??= fault;
            Counts.Lost++;
        }

        _ready.TrySetResult();
    }

    private async Task ReadAllAsync()
    {
        while (true)
        {
            MakeRoom();
            var room = _bytes.AsMemory(_end);
            if (Pace == LoadPace.Slow && IsReady && !_isClosing)
            {
                room = room[..Math.Min(room.Length, slowBytesPerSecond / PacedStepsPerSecond)];
            }

            var read = await _stream!.ReadAsync(room);
            if (read == 0)
            {
                return;
            }

            _end += read;
            Counts.Bytes += read;
            TakeFrames(LoadClock.NowMicroseconds);
            if (_outbox.Count > 0)
            {
                await SendOutboxAsync();
            }

            if (Pace != LoadPace.Free && IsReady && !_isClosing)
            {
                await KeepPaceAsync(read);
            }
        }
    }

    private async Task KeepPaceAsync(int read)
    {
        if (Pace == LoadPace.Stalled)
        {
            await _closed.Task;
            return;
        }

        await Task.Delay(TimeSpan.FromSeconds((double)read / slowBytesPerSecond), TimeProvider.System);
    }

    private void MakeRoom()
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }

        if (_bytes.Length - _end >= Math.Max(BufferBytesInitial / 2, _needed - (_end - _start)))
        {
            return;
        }

        var length = _end - _start;
        var target = _bytes.Length - length < BufferBytesInitial / 2 || _needed > _bytes.Length
            ? new byte[Math.Max(_bytes.Length * 2, _needed)] : _bytes;
        _bytes.AsSpan(_start, length).CopyTo(target);
        (_bytes, _start, _end) = (target, 0, length);
    }

    private void TakeFrames(long receivedAt)
    {
        while (FrameReader.TryRead(_bytes.AsSpan(_start, _end - _start), out var frame, out _needed))
        {
            TakeFrame(frame, _bytes.AsMemory(_start + frame.Start, frame.Length), receivedAt);
            _start += frame.End;
            _needed = 0;
        }
    }

    private void TakeFrame(in WebSocketFrame frame, ReadOnlyMemory<byte> payload, long receivedAt)
    {
        switch (frame.OpCode)
        {
            case FrameReader.Binary or FrameReader.Text when frame.IsFinal:
                Counts.Flushes++;
                OnMessage(payload, receivedAt);
                break;
            case FrameReader.Binary or FrameReader.Text or FrameReader.Continuation:
                TakeFragment(frame.IsFinal, payload.Span, receivedAt);
                break;
            case FrameReader.Ping:
                Send(FrameWriter.Write(FrameReader.Pong, payload.Span));
                break;
            case FrameReader.Close when _isClosing:
                throw new IOException("closed, as it was asked to be");
            case FrameReader.Close:
                throw new LoadException($"the server closed: {CloseText(payload.Span)}");
            default:
                break;
        }
    }

    private void TakeFragment(bool isLast, ReadOnlySpan<byte> payload, long receivedAt)
    {
        if (_message.Length < _messageLength + payload.Length)
        {
            Array.Resize(ref _message, Math.Max(_message.Length * 2, _messageLength + payload.Length));
        }

        payload.CopyTo(_message.AsSpan(_messageLength));
        _messageLength += payload.Length;
        if (isLast)
        {
            Counts.Flushes++;
            OnMessage(_message.AsMemory(0, _messageLength), receivedAt);
            _messageLength = 0;
        }
    }

    private static string CloseText(ReadOnlySpan<byte> payload) => payload.Length < 2
        ? "without a reason"
        : $"{(payload[0] << 8) | payload[1]} {System.Text.Encoding.UTF8.GetString(payload[2..])}".TrimEnd();

    private async Task SendOutboxAsync()
    {
        foreach (var frame in _outbox)
        {
            await WriteAsync(frame);
        }

        _outbox.Clear();
    }

    private async Task WriteAsync(byte[] frame)
    {
        await _writing.WaitAsync();
        try
        {
            await _stream!.WriteAsync(frame);
        }
        finally
        {
            _writing.Release();
        }
    }
}
