using System.Net.Sockets;
using System.Net.WebSockets;
using System.Threading.Channels;

namespace MarketGateway.Client;

/// <summary>
/// One WebSocket to one gateway: flushes in, requests out, and a watch over silence that counts only while we are
/// waiting for the gateway, so that a paused reader does not take its own pause for a dead gateway.
/// </summary>
internal sealed class GatewaySocket : IGatewayLink, IAsyncDisposable
{
    private const int RequestsMax = 4096;
    private const int NotWaiting = -1;
    private static readonly byte[] AckMarker = [];

    /// <summary>Timers are no finer: a shorter wait would come too early and be repeated.</summary>
    private static readonly TimeSpan TurnGrain = TimeSpan.FromMilliseconds(1);

    private readonly ClientWebSocket _socket;
    private readonly HttpMessageInvoker _invoker;
    private readonly MarketClientOptions _options;
    private readonly CancellationTokenSource _abort = new();
    private readonly Channel<byte[]> _requests;
    private readonly RequestPace _pace;
    private readonly AckPace _acks;
    private readonly Task _sending;
    private readonly ITimer _watch;
    private byte[] _buffer = new byte[16 * 1024];
    private long _waitingSince = NotWaiting;
    private long _ackFlush;
    private int _isAckQueued;
    private string? _abortReason;

    private GatewaySocket(ClientWebSocket socket, HttpMessageInvoker invoker, MarketClientOptions options)
    {
        _socket = socket;
        _invoker = invoker;
        _options = options;
        _requests = Channel.CreateBounded<byte[]>(
            new BoundedChannelOptions(RequestsMax) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        _pace = new RequestPace(options.TimeProvider);
        _acks = new AckPace(options.Window, options.TimeProvider, QueueAck);
        _sending = SendAllAsync();
        var beat = options.HeartbeatInterval / 2;
        _watch = options.TimeProvider.CreateTimer(static state => ((GatewaySocket)state!).Watch(), this, beat, beat);
    }

    public Action<bool>? OnWatch { get; set; }

    public SessionEnd End { get; private set; } = SessionEnd.Break("the connection broke");

    private WebSocketMessageType MessageType =>
        _options.Encoding == WireEncoding.Json ? WebSocketMessageType.Text : WebSocketMessageType.Binary;

    public static async Task<GatewaySocket> OpenAsync(
        Uri url, MarketClientOptions options, string? token, CancellationToken cancellationToken)
    {
        var subprotocol = options.Encoding == WireEncoding.Json ? "marketgateway.v1.json" : "marketgateway.v1.msgpack";
        var socket = new ClientWebSocket();
        HttpMessageInvoker? invoker = null;
        try
        {
            socket.Options.AddSubProtocol(subprotocol);
            // Heartbeats are the sign of life in this protocol; pings of ours would tell nobody anything.
            socket.Options.KeepAliveInterval = TimeSpan.Zero;
            invoker = new HttpMessageInvoker(NewHandler(options));
            using var timeout = new CancellationTokenSource(options.ConnectTimeout, options.TimeProvider);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            token ??= await GetTokenAsync(options, linked.Token).ConfigureAwait(false);
            if (token is not null)
            {
                socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
            }

            socket.Options.CollectHttpResponseDetails = true;
            await socket.ConnectAsync(url, invoker, linked.Token).ConfigureAwait(false);
            if (socket.SubProtocol != subprotocol)
            {
                throw new WebSocketException($"it does not speak {subprotocol}: it is no MarketGateway");
            }

            return new GatewaySocket(socket, invoker, options);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            invoker?.Dispose();
            socket.Dispose();
            throw new TimeoutException($"no answer within {options.ConnectTimeout.TotalSeconds:0.#} s");
        }
        catch (WebSocketException) when (HandshakeRefusedException.IsRefusal((int)socket.HttpStatusCode))
        {
            var status = (int)socket.HttpStatusCode;
            invoker?.Dispose();
            socket.Dispose();
            throw new HandshakeRefusedException(status);
        }
        catch
        {
            invoker?.Dispose();
            socket.Dispose();
            throw;
        }
    }

    public async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync()
    {
        Volatile.Write(ref _waitingSince, _options.TimeProvider.GetTimestamp());
        try
        {
            return await ReceiveFlushAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or IOException
                                          or ObjectDisposedException)
        {
            End = SessionEnd.Break(_abortReason ?? $"the connection broke: {error.Message}");
            return null;
        }
        finally
        {
            Volatile.Write(ref _waitingSince, NotWaiting);
        }
    }

    public void Send(WireMap request) => Queue(RequestWriter.Write(request, _options.Encoding));

    public void LimitRequests(long perSecondMax) => _pace.Limit(perSecondMax);

    public void Acknowledge(long flush) => _acks.Processed(flush);

    public void BeginClose() => _requests.Writer.TryComplete();

    public void Abort(string reason)
    {
        _abortReason ??= reason;
        // Not Cancel(): what waits for the socket must not go on here, on a thread that may hold a lock.
        _ = _abort.CancelAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _watch.DisposeAsync().ConfigureAwait(false);
        _acks.Dispose();
        _requests.Writer.TryComplete();
        await _abort.CancelAsync().ConfigureAwait(false);
        await _sending.ConfigureAwait(false);
        _socket.Dispose();
        _invoker.Dispose();
        _abort.Dispose();
    }

    private static async ValueTask<string?> GetTokenAsync(MarketClientOptions options, CancellationToken cancellation)
    {
        if (options.TokenProvider is not { } provider)
        {
            return options.Token;
        }

        try
        {
            return await provider(cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new IOException($"there is no token: {error.Message}");
        }
    }

    private static SocketsHttpHandler NewHandler(MarketClientOptions options)
    {
        var handler = new SocketsHttpHandler();
        if (options.SocketReceiveBufferBytes > 0)
        {
            handler.ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp)
                {
                    NoDelay = true,
                    ReceiveBufferSize = options.SocketReceiveBufferBytes,
                };
                try
                {
                    await socket.ConnectAsync(context.DnsEndPoint, cancellationToken).ConfigureAwait(false);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            };
        }

        options.ConfigureHandler?.Invoke(handler);
        return handler;
    }

    private async ValueTask<ReadOnlyMemory<byte>?> ReceiveFlushAsync()
    {
        var length = 0;
        while (true)
        {
            if (length == _buffer.Length)
            {
                Grow();
            }

            var part = await _socket.ReceiveAsync(_buffer.AsMemory(length), _abort.Token).ConfigureAwait(false);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                End = SessionEnd.FromClose(
                    (int)(_socket.CloseStatus ?? WebSocketCloseStatus.Empty), _socket.CloseStatusDescription ?? "");
                BeginClose();
                return null;
            }

            if (part.MessageType != MessageType)
            {
                throw new WebSocketException($"a {part.MessageType} message on a {_options.Encoding} connection");
            }

            length += part.Count;
            if (part.EndOfMessage)
            {
                return _buffer.AsMemory(0, length);
            }

            // A flush that keeps arriving is a sign of life, however long it takes.
            Volatile.Write(ref _waitingSince, _options.TimeProvider.GetTimestamp());
        }
    }

    private void Grow()
    {
        if (_buffer.Length >= _options.FlushBytesMax)
        {
            throw new WebSocketException($"a flush is larger than {_options.FlushBytesMax} bytes");
        }

        Array.Resize(ref _buffer, (int)Math.Min(_buffer.Length * 2L, _options.FlushBytesMax));
    }

    private void QueueAck(long flush)
    {
        Volatile.Write(ref _ackFlush, flush);
        if (Interlocked.Exchange(ref _isAckQueued, 1) == 0)
        {
            Queue(AckMarker);
        }
    }

    private void Queue(byte[] request)
    {
        if (!_requests.Writer.TryWrite(request) && _socket.State == WebSocketState.Open)
        {
            Abort($"the gateway does not take requests: {RequestsMax} are waiting");
        }
    }

    private async Task SendAllAsync()
    {
        try
        {
            await foreach (var request in _requests.Reader.ReadAllAsync(_abort.Token).ConfigureAwait(false))
            {
                if (ReferenceEquals(request, AckMarker))
                {
                    await SendAckAsync().ConfigureAwait(false);
                    continue;
                }

                await WaitForTurnAsync().ConfigureAwait(false);
                await _socket.SendAsync(request, MessageType, true, _abort.Token).ConfigureAwait(false);
            }

            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _abort.Token)
                .ConfigureAwait(false);
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or IOException
                                          or ObjectDisposedException or InvalidOperationException)
        {
            // The receiving side sees the same broken connection and tells why.
            _abortReason ??= error is OperationCanceledException ? null : $"sending failed: {error.Message}";
        }
    }

    private async Task SendAckAsync()
    {
        Volatile.Write(ref _isAckQueued, 0);
        var ack = RequestWriter.Write(Requests.Ack(Volatile.Read(ref _ackFlush)), _options.Encoding);
        await _socket.SendAsync(ack, MessageType, true, _abort.Token).ConfigureAwait(false);
    }

    /// <summary>Waits until a request may be sent. Acks that come up meanwhile do not wait: they keep the window open.</summary>
    private async Task WaitForTurnAsync()
    {
        for (var wait = _pace.Take(); wait > TimeSpan.Zero; wait = _pace.Take())
        {
            await Task.Delay(wait + TurnGrain, _options.TimeProvider, _abort.Token).ConfigureAwait(false);
            if (Volatile.Read(ref _isAckQueued) != 0)
            {
                await SendAckAsync().ConfigureAwait(false);
            }
        }
    }

    private void Watch()
    {
        var since = Volatile.Read(ref _waitingSince);
        if (since == NotWaiting)
        {
            return;
        }

        var silence = _options.TimeProvider.GetElapsedTime(since);
        if (silence >= _options.HeartbeatInterval * 3)
        {
            Abort($"no sign of life from the gateway for {silence.TotalSeconds:0.#} s");
        }
        else
        {
            OnWatch?.Invoke(silence >= _options.HeartbeatInterval * 1.5);
        }
    }
}
