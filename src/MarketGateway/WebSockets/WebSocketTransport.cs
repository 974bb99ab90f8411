using System.Buffers;
using System.Net.WebSockets;
using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;

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
    int requestBytesMax,
    TimeProvider time) : ISessionTransport
{
    /// <summary>The first guess at a request's size; most are an ack or a ping.</summary>
    private const int ReceiveBytesInitial = 512;

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _received = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isClosing;
    private byte[] _bytes = [];
    private int _length;

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
        while (true)
        {
            // Without a message there is no buffer: waiting costs an idle session nothing.
            var received = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None).ConfigureAwait(false);
            while (true)
            {
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    session.End(SessionEndReason.ClientClosed, "");
                    return;
                }

                if (!TryMakeRoom(session, received.MessageType))
                {
                    await DrainAsync().ConfigureAwait(false);
                    return;
                }

                // A message of no bytes is whole already: what comes next is another one.
                if (received.EndOfMessage)
                {
                    break;
                }

                received = await socket.ReceiveAsync(_bytes.AsMemory(_length), CancellationToken.None).ConfigureAwait(false);
                _length += received.Count;
            }

            if (session.IsEnded)
            {
                await DrainAsync().ConfigureAwait(false);
                return;
            }

            await session.HandleAsync(_bytes.AsMemory(0, _length)).ConfigureAwait(false);
            ReturnBytes();
        }
    }

    /// <summary>Makes room for more of a request; ends the session when it is too large or of the wrong kind.</summary>
    private bool TryMakeRoom(Session session, WebSocketMessageType type)
    {
        if (type != Subprotocol.MessageTypeOf(format))
        {
            var (sent, right) = format == WireFormat.Json ? ("binary", "text") : ("text", "binary");
            session.End(SessionEndReason.BadFrame, $"a {sent} message; this subprotocol takes {right} ones");
            return false;
        }

        if (_length < _bytes.Length)
        {
            return true;
        }

        if (_length >= requestBytesMax)
        {
            session.End(SessionEndReason.FrameTooLarge, $"a request of more than limits.requestBytes ({requestBytesMax})");
            return false;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(ReceiveBytesInitial, _length * 2));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        var length = _length;
        ReturnBytes();
        (_bytes, _length) = (larger, length);
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

    private async Task CloseAsync(SessionEndReason reason, string message)
    {
        try
        {
            if (reason != SessionEndReason.PeerLost)
            {
                var code = (WebSocketCloseStatus)SessionEndReasons.CloseCodeOf(reason);
                await socket.CloseOutputAsync(code, message, CancellationToken.None)
                    .WaitAsync(options.CloseTimeout, time).ConfigureAwait(false);
                await _received.Task.WaitAsync(options.CloseTimeout, time).ConfigureAwait(false);
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
        }
    }
}
