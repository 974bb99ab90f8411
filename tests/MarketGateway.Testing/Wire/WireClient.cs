using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace MarketGateway.Testing.Wire;

/// <summary>
/// A client as schemas/wire describes it, over a real socket: it can read or process slowly, acknowledge or not, hang or
/// die. Keeps what it holds by the rules of the wire and notes every breach of them.
/// </summary>
public sealed partial class WireClient : IAsyncDisposable
{
    private readonly WireSocket _socket;
    private readonly WireClientOptions _options;
    private readonly Lock _gate = new();
    private readonly List<JsonNode> _messages = [];
    private readonly List<string> _violations = [];
    private readonly Dictionary<int, WireStream> _streams = [];
    private readonly Dictionary<int, WireStream> _once = [];
    private readonly ConcurrentDictionary<long, Answer> _answers = [];
    private readonly ConcurrentDictionary<long, JsonNode> _asked = [];
    private readonly Channel<byte[]> _read = System.Threading.Channels.Channel.CreateUnbounded<byte[]>();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private volatile bool _isDeaf;
    private volatile bool _hasWindow;
    private bool _isDisposed;
    private long _lastId;

    private WireClient(WireSocket socket, WireClientOptions options)
    {
        _socket = socket;
        _options = options;
    }

    /// <summary>Gets or sets what is called for each data message that was applied: by the processing, under the gate.</summary>
    public Action<WireStream, JsonArray>? OnApplied { get; set; }

    /// <summary>Gets or sets what is called for each message as it comes out of the socket, before it is processed.</summary>
    public Action<byte[]>? OnRead { get; set; }

    /// <summary>Gets or sets a value indicating whether flushes are acknowledged, once a window is open.</summary>
    public bool Acknowledges { get; set; }

    /// <summary>Gets the epoch of the log that the gateway reads.</summary>
    public string Epoch { get; private set; } = "";

    /// <summary>Gets how many flushes were processed.</summary>
    public long Flushes { get; private set; }

    /// <summary>Gets how many bytes of data messages were processed.</summary>
    public long DataBytes { get; private set; }

    /// <summary>Gets how many bytes came over the socket.</summary>
    public long BytesRead => _socket.BytesRead;

    /// <summary>Gets a value indicating whether the gateway reset the connection instead of ending it.</summary>
    public bool IsReset => _socket.IsReset;

    /// <summary>Gets how the gateway closed; null while it did not, or when the connection broke without.</summary>
    public (int Code, string Reason)? Closed { get; private set; }

    /// <summary>Gets a task that ends with the connection.</summary>
    public Task Ended => _ended.Task;

    public static async Task<WireClient> ConnectAsync(Uri address, WireClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        options ??= new WireClientOptions();
        var socket = await WireSocket.ConnectAsync(
            address, options.IsJson ? "marketgateway.v1.json" : "marketgateway.v1.msgpack", options);
        var client = new WireClient(socket, options) { Acknowledges = options.Acknowledges };
        client._running = Task.WhenAll(Task.Run(client.ReadAsync), Task.Run(client.ProcessAsync));
        return client;
    }

    /// <summary>Copies something of what the client holds, at one moment.</summary>
    public T Look<T>(Func<IReadOnlyDictionary<int, WireStream>, T> look)
    {
        ArgumentNullException.ThrowIfNull(look);
        lock (_gate)
        {
            return look(_streams);
        }
    }

    /// <summary>Gets the streams that it holds now.</summary>
    public IReadOnlyList<WireStream> Streams => Look(streams => streams.Values.ToList());

    /// <summary>Gets what it got by one-off snapshots.</summary>
    public IReadOnlyList<WireStream> Once
    {
        get
        {
            lock (_gate)
            {
                return [.. _once.Values];
            }
        }
    }

    public IReadOnlyList<JsonNode> Messages
    {
        get
        {
            lock (_gate)
            {
                return [.. _messages];
            }
        }
    }

    /// <summary>Gets every breach of the wire's rules so far; a right gateway leaves it empty.</summary>
    public IReadOnlyList<string> Violations
    {
        get
        {
            lock (_gate)
            {
                return [.. _violations];
            }
        }
    }

    public WireStream Book(string symbol) => Find("book", symbol);

    public WireStream Quote(string symbol) => Find("quote", symbol);

    public WireStream Trade(string symbol) => Find("trade", symbol);

    /// <summary>Gets the control messages with an op.</summary>
    public IReadOnlyList<JsonNode> Told(string op)
    {
        lock (_gate)
        {
            return [.. _messages.Where(message => message is JsonObject && (string?)message["op"] == op)];
        }
    }

    /// <summary>Stops reading the socket, until <see cref="Release"/>.</summary>
    public void Hold() => _socket.Hold();

    public void Release() => _socket.Release();

    /// <summary>Sends a request as it is.</summary>
    public Task SendAsync(object request) => SendBytesAsync(
        WireCodec.Encode(JsonSerializer.SerializeToNode(request)!, _options.IsJson));

    public Task SendBytesAsync(byte[] request) =>
        _socket.WriteAsync(_options.IsJson ? WireFrame.Text : WireFrame.Binary, request);

    /// <summary>Sends the beginning of a message, of which the rest never comes.</summary>
    public Task SendUnfinishedAsync(int bytes) =>
        _socket.WriteAsync(_options.IsJson ? WireFrame.Text : WireFrame.Binary, new byte[bytes], isFinal: false);

    /// <summary>
    /// Sends a request under an id of its own and gets the answer; one that comes in parts is put together. Throws when
    /// the request is refused.
    /// </summary>
    public async Task<JsonNode> RequestAsync(object request)
    {
        var answer = await AskAsync(request);
        return (string?)answer["op"] != "error"
            ? answer
            : throw new InvalidOperationException($"The gateway refused {JsonSerializer.Serialize(request)}: {answer.ToJsonString()}");
    }

    /// <summary>Sends a request under an id of its own and gets the answer, be it an error.</summary>
    public async Task<JsonNode> AskAsync(object request)
    {
        var node = JsonSerializer.SerializeToNode(request)!;
        var id = Interlocked.Increment(ref _lastId);
        node["id"] = id;
        var answer = _answers[id] = new Answer();
        _asked[id] = node;
        await SendBytesAsync(WireCodec.Encode(node, _options.IsJson));
        var ended = await Task.WhenAny(answer.Complete.Task, _ended.Task).WaitAsync(Eventually.Patience, TimeProvider.System);
        return ended == answer.Complete.Task
            ? answer.Complete.Task.Result
            : throw new InvalidOperationException($"The connection ended ({Closed}) before the answer to {node}");
    }

    /// <summary>Waits until a message has come that fulfils a condition.</summary>
    public async Task<JsonNode> HasAsync(string what, Func<JsonNode, bool> isIt)
    {
        JsonNode? found = null;
        await Eventually.IsTrueAsync($"the client is told {what}", () => (found = Messages.FirstOrDefault(isIt)) is not null);
        return found!;
    }

    /// <summary>
    /// Lets the window close: acknowledges only until a version has come that <paramref name="feed"/> brings, and not the
    /// flush that it comes in. Fed only once nothing is acknowledged any more, or its flush might still be.
    /// </summary>
    public async Task CloseWindowAsync(string channel, Func<long> feed)
    {
        ArgumentNullException.ThrowIfNull(feed);
        Acknowledges = false;
        var version = feed();
        await Eventually.IsTrueAsync($"the client is told version {version}", async () =>
        {
            var (isThere, flushes) = Look(streams => (
                streams.Values.Any(stream => stream.Channel == channel && stream.Version == version), Flushes));
            if (!isThere)
            {
                await SendAsync(new { op = "ack", flush = flushes });
            }

            return isThere;
        });
    }

    /// <summary>Acknowledges what has come, and from now on everything that comes.</summary>
    public Task OpenWindowAsync()
    {
        Acknowledges = true;
        return SendAsync(new { op = "ack", flush = Look(_ => Flushes) });
    }

    /// <summary>Takes over what an earlier connection held of the same streams: what <c>resume</c> was offered for.</summary>
    public void Continue(WireClient earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        foreach (var stream in earlier.Streams)
        {
            _earlier[stream.Identity] = stream;
        }
    }

    /// <summary>From now on what comes is only counted: a fast client at no cost.</summary>
    public void StopListening() => _isDeaf = true;

    /// <summary>Closes as a client should.</summary>
    public async Task CloseAsync()
    {
        var code = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(code, 1000);
        await _socket.WriteAsync(WireFrame.Close, code);
        await _ended.Task.WaitAsync(Eventually.Patience, TimeProvider.System);
    }

    /// <summary>Cuts the connection without a word.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await _stop.CancelAsync();
        _socket.Dispose();
        await _running;
    }

    private WireStream Find(string channel, string symbol) => Look(streams =>
        streams.Values.Single(stream => stream.Channel == channel && stream.Symbol == symbol));

    private async Task ReadAsync()
    {
        var message = new List<byte>();
        while (await _socket.ReadAsync() is { } frame)
        {
            switch (frame.Opcode)
            {
                case WireFrame.Close:
                    Closed = (BinaryPrimitives.ReadUInt16BigEndian(frame.Payload), Encoding.UTF8.GetString(frame.Payload.AsSpan(2)));
                    await TryWriteAsync(WireFrame.Close, frame.Payload);
                    break;
                case WireFrame.Ping when _options.AnswersPings:
                    await TryWriteAsync(WireFrame.Pong, frame.Payload);
                    break;
                case WireFrame.Text or WireFrame.Binary or WireFrame.Continuation:
                    message.AddRange(frame.Payload);
                    if (frame.IsFinal)
                    {
                        if (!_isDeaf)
                        {
                            byte[] whole = [.. message];
                            OnRead?.Invoke(whole);
                            _read.Writer.TryWrite(whole);
                        }

                        message.Clear();
                    }

                    break;
            }
        }

        _read.Writer.Complete();
    }

    private async Task ProcessAsync()
    {
        var pace = new BytePace(_options.ProcessBytesPerSecond);
        try
        {
            await foreach (var flush in _read.Reader.ReadAllAsync(_stop.Token))
            {
                await pace.TakeAsync(flush.Length, _stop.Token);
                lock (_gate)
                {
                    Flushes++;
                    foreach (var (message, bytes) in WireCodec.Decode(flush, _options.IsJson))
                    {
                        ApplyNeedsGate(message, bytes);
                    }
                }

                if (Acknowledges && _hasWindow)
                {
                    await TryWriteAsync(
                        _options.IsJson ? WireFrame.Text : WireFrame.Binary,
                        WireCodec.Encode(new JsonObject { ["op"] = "ack", ["flush"] = Flushes }, _options.IsJson));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test is done with this client.
        }
        finally
        {
            _ended.TrySetResult();
        }
    }

    private async Task TryWriteAsync(int opcode, byte[] payload)
    {
        try
        {
            await _socket.WriteAsync(opcode, payload);
        }
        catch (Exception exception) when (exception is System.Net.Sockets.SocketException or OperationCanceledException
            or ObjectDisposedException)
        {
            // The reader notices the end of the connection.
        }
    }
}
