using System.Buffers;
using System.Net.WebSockets;
using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;
using MarketGateway.Http;

namespace MarketGateway.WebSockets;

/// <summary>
/// One WebSocket under one session: hands over what the client sends, sends what the session flushes, and ends with a
/// close frame that says why.
/// </summary>
internal sealed class WebSocketTransport(
    WebSocket socket,
    FrameStream? frames,
    WireFormat format,
    StreamOptions options,
    SessionOptions limits,
    TimeProvider time) : ISessionTransport
{
    /// <summary>
    /// Requests no longer than this (acknowledgements, pings) are done before anybody could leave; for the others the
    /// connection's end is watched.
    /// </summary>
    private const int WatchedBytesMin = 64;

    /// <summary>Requests no longer than this are not counted against what a principal may hold: nearly all are.</summary>
    private const int HeldBytesMin = 16 << 10;

    /// <summary>The first guess at a request's size; most are an ack or a ping.</summary>
    private const int ReceiveBytesInitial = 512;

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _received = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isClosing;
    private byte[] _bytes = [];
    private int _length;

    /// <summary>Gets the place that the session has among others; null: it needs none.</summary>
    public SessionPlace? Place { get; init; }

    /// <summary>Gets who is told of what is measured of the connection; null: nobody.</summary>
    public ISocketObserver? Observer { get; init; }

    /// <summary>Gets what tells that the gateway stops.</summary>
    public CancellationToken Stopping { get; init; }

    /// <summary>Gets what tells that the client is gone while a request of it is being carried out.</summary>
    public CancellationToken Gone { get; init; }

    /// <remarks>As one frame, written past the WebSocket, which would copy it; over HTTP/2 there is no such way.</remarks>
    public ValueTask SendAsync(FlushBuffer flush)
    {
        var type = Subprotocol.MessageTypeOf(format);
        if (frames is null)
        {
            return SendOverSocket(flush, type);
        }

        Span<byte> head = stackalloc byte[FrameHeader.BytesMax];
        return frames.WriteAsync(flush.WrittenAfter(head[..FrameHeader.Write(head, type, flush.Length)]));
    }

    public void Close(SessionEndReason reason, string message)
    {
        lock (_gate)
        {
            _isClosing = true;
        }

        _ = CloseAsync(reason, message);
    }

    /// <summary>Reads requests until the connection ends, then sees the closing through.</summary>
    public async Task RunAsync(Session session)
    {
        frames?.FirstConsumer = new AckFrames(session, format).Consume;
        using var pings = frames is null ? null : new PingWatch(frames, options, time, isBehind => OnSilent(session, isBehind))
        {
            Observer = Observer,
        };
        try
        {
            await ReceiveAsync(session).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or OperationCanceledException)
        {
            session.End(SessionEndReason.PeerLost, "the connection broke");
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            session.Fail(exception);
        }
        finally
        {
            ReturnBytes();
            _received.SetResult();
        }

        await _closed.Task.ConfigureAwait(false);
    }

    private TimeSpan SlowPatience => limits.StallLimit > options.CloseTimeout ? limits.StallLimit : options.CloseTimeout;

    /// <summary>Ends the session of a client that answers no ping: it is gone, or behind with what it was sent.</summary>
    private void OnSilent(Session session, bool isBehind)
    {
        if (isBehind)
        {
            session.End(
                SessionEndReason.SlowConsumer,
                $"has not come to a ping of {options.PingTimeout.TotalSeconds:0.###} s ago: what it was sent waits before it");
            return;
        }

        session.End(SessionEndReason.PeerLost, $"answered no ping within {options.PingTimeout.TotalSeconds:0.###} s");
    }

    /// <summary>
    /// Sends a flush unless the close frame is on its way. Under the gate, so that what was begun before it stands before
    /// it: the socket itself looks at its state first and waits for its turn then.
    /// </summary>
    private ValueTask SendOverSocket(FlushBuffer flush, WebSocketMessageType type)
    {
        lock (_gate)
        {
            return _isClosing
                ? ValueTask.CompletedTask
                : socket.SendAsync(flush.WrittenMemory, type, endOfMessage: true, CancellationToken.None);
        }
    }

    private async Task ReceiveAsync(Session session)
    {
        while (await TryReceiveMessageAsync(session).ConfigureAwait(false))
        {
            if (session.IsEnded)
            {
                await DrainAsync().ConfigureAwait(false);
                return;
            }

            await HandleAsync(session).ConfigureAwait(false);
            ReturnBytes();
        }
    }

    /// <summary>Receives a whole message; false when there is no further one.</summary>
    private async ValueTask<bool> TryReceiveMessageAsync(Session session)
    {
        CancellationTokenSource? patience = null;
        try
        {
            // Without a message there is no buffer: waiting costs an idle session nothing.
            var received = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None).ConfigureAwait(false);
            while (true)
            {
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    session.End(SessionEndReason.ClientClosed, "");
                    return false;
                }

                if (!TryFindRoom(session, received.MessageType, received.EndOfMessage, out var room))
                {
                    await DrainAsync().ConfigureAwait(false);
                    return false;
                }

                // A message of no bytes is whole already: what comes next is another one.
                if (received.EndOfMessage)
                {
                    return true;
                }

                // A message that is not whole at once is held, and its time is counted; most are.
                patience ??= _length > 0 ? new CancellationTokenSource(limits.MessageTimeout, time) : null;
                received = await socket.ReceiveAsync(room, patience?.Token ?? CancellationToken.None).ConfigureAwait(false);
                _length += received.Count;
            }
        }
        catch (OperationCanceledException) when (patience?.IsCancellationRequested == true)
        {
            session.End(
                SessionEndReason.PeerLost,
                $"a request did not come to its end within limits.messageMs ({limits.MessageTimeout.TotalMilliseconds:0})");
            return false;
        }
        finally
        {
            patience?.Dispose();
        }
    }

    /// <summary>Hands a request over; the session ends when its client leaves before it is carried out.</summary>
    private async ValueTask HandleAsync(Session session)
    {
        var wasAdmitted = session.IsAdmitted;
        if (_length > WatchedBytesMin)
        {
            // It was received on a thread that others wait for, and takes its time.
            await Task.Yield();
        }

        await using (Watch(session).ConfigureAwait(false))
        {
            await session.HandleAsync(_bytes.AsMemory(0, _length)).ConfigureAwait(false);
        }

        if (!wasAdmitted && session.IsAdmitted && Place?.TryAdmit(session.Rights) is { } refusal)
        {
            session.End(SessionEndReason.TooManySessions, refusal);
        }
    }

    private CancellationTokenRegistration Watch(Session session) => _length <= WatchedBytesMin
        ? default
        : Gone.UnsafeRegister(
            static left => ((Session)left!).End(SessionEndReason.PeerLost, "the client left before its request was carried out"),
            session);

    /// <summary>Finds room for more of a request; ends the session when it is too large or of the wrong kind.</summary>
    private bool TryFindRoom(Session session, WebSocketMessageType type, bool isWhole, out Memory<byte> room)
    {
        room = default;
        if (type != Subprotocol.MessageTypeOf(format))
        {
            var (sent, right) = format == WireFormat.Json ? ("binary", "text") : ("text", "binary");
            session.End(SessionEndReason.BadFrame, $"a {sent} message; this subprotocol takes {right} ones");
            return false;
        }

        if (isWhole)
        {
            return true;
        }

        var (max, limit) = session.IsAdmitted
            ? (limits.RequestBytesMax, "requestBytes")
            : (limits.UnadmittedBytesMax, "unadmittedBytes");
        if (_length >= max)
        {
            session.End(SessionEndReason.FrameTooLarge, $"a request of more than limits.{limit} ({max})");
            return false;
        }

        if (_length == _bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(ReceiveBytesInitial, _length * 2));
            if (larger.Length > HeldBytesMin && Place?.TryHoldRequest(larger.Length) == false)
            {
                ArrayPool<byte>.Shared.Return(larger);
                session.End(
                    SessionEndReason.FrameTooLarge,
                    $"this client's requests that are not whole yet are more than limits.requestBytesPerPrincipal ({limits.RequestBytesPerPrincipalMax})");
                return false;
            }

            _bytes.AsSpan(0, _length).CopyTo(larger);
            if (_bytes.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_bytes);
            }

            _bytes = larger;
        }

        room = _bytes.AsMemory(_length, Math.Min(_bytes.Length, max) - _length);
        return true;
    }

    /// <summary>Reads on to the peer's close frame, so that the connection ends without a reset.</summary>
    private async Task DrainAsync()
    {
        var scrap = new byte[ReceiveBytesInitial];
        ValueWebSocketReceiveResult received;
        do
        {
            received = await socket.ReceiveAsync(scrap.AsMemory(), CancellationToken.None).ConfigureAwait(false);
        }
        while (received.MessageType != WebSocketMessageType.Close);
    }

    /// <remarks>
    /// What a slow consumer was sent stands before its close frame, and it reads slowly: it gets as long for that as it may
    /// take nothing. A gateway that stops waits for nobody.
    /// </remarks>
    private async Task CloseAsync(SessionEndReason reason, string message)
    {
        var (patience, hurry) = reason == SessionEndReason.SlowConsumer
            ? (SlowPatience, Stopping)
            : (options.CloseTimeout, CancellationToken.None);
        try
        {
            if (reason != SessionEndReason.PeerLost)
            {
                var code = (WebSocketCloseStatus)SessionEndReasons.CloseCodeOf(reason);
                await socket.CloseOutputAsync(code, message, CancellationToken.None)
                    .WaitAsync(patience, time, hurry).ConfigureAwait(false);
                await _received.Task.WaitAsync(patience, time, hurry).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is TimeoutException or WebSocketException or IOException
            or ObjectDisposedException or OperationCanceledException)
        {
            // The peer does not read or is gone: there is nobody to say it to.
        }
        finally
        {
            socket.Abort();
            _closed.TrySetResult();
        }
    }

    private void ReturnBytes()
    {
        _length = 0;
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
            Place?.TryHoldRequest(0);
        }
    }
}
