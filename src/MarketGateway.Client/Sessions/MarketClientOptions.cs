using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MarketGateway.Client;

/// <summary>
/// All settings of a <see cref="MarketClient"/>. Immutable; what is wrong is said by the constructor.
/// </summary>
public sealed record MarketClientOptions
{
    /// <summary>
    /// Gets the addresses of one or more replicas; any can serve any client. Defaults to
    /// <c>ws://localhost:8080/v1/stream</c>. The client goes to the next one when a connection ends.
    /// </summary>
    public IReadOnlyList<Uri> Urls { get; init; } = [new Uri("ws://localhost:8080/v1/stream")];

    /// <summary>Gets the encoding. Defaults to MessagePack.</summary>
    public WireEncoding Encoding { get; init; }

    /// <summary>Gets the name that the operator sees in the gateway's log, at most 64 bytes.</summary>
    public string Name { get; init; } = "MarketGateway.Client";

    /// <summary>Gets the token that says who the client is. Defaults to none; sent as <c>Authorization: Bearer</c>.</summary>
    /// <remarks>When the gateway does not accept it, or it has expired, the client closes.</remarks>
    public string? Token { get; init; }

    /// <summary>Gets what is asked for a token before every connection, instead of <see cref="Token"/>.</summary>
    /// <remarks>With it the client connects again when a token has expired, and goes on where it stood.</remarks>
    public Func<CancellationToken, ValueTask<string>>? TokenProvider { get; init; }

    /// <summary>
    /// Gets the interval of heartbeats, 250 ms to 30 s. Defaults to 1 s. Three intervals without a sign of life are the
    /// end of the connection; the client then goes to the next replica.
    /// </summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Gets how many flushes the gateway may send before the listener is through with the first of them. Defaults to 0:
    /// no window, the connection alone limits. At most 1,024.
    /// </summary>
    public int Window { get; init; }

    /// <summary>Gets the pace that the gateway keeps to, in bytes per second. Defaults to 0: no limit.</summary>
    public long MaxBytesPerSecond { get; init; }

    /// <summary>
    /// Gets whether the gateway says when it sends each flush, and how new what it tells is:
    /// <see cref="MarketClient.LineDelay"/>, <see cref="ClientStream.Newest"/>. Defaults to false; it costs 11 bytes a flush
    /// and 9 a message.
    /// </summary>
    public bool Stamps { get; init; }

    /// <summary>Gets the waits between connections.</summary>
    public ReconnectBackoff Reconnect { get; init; } = new();

    /// <summary>
    /// Gets whether the client goes on where no address has a gateway at first; connecting fails all the same. Defaults
    /// to false: it closes.
    /// </summary>
    public bool KeepsTrying { get; init; }

    /// <summary>Gets how long opening a connection may take. Defaults to 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Gets how long the gateway may take to answer a request. Defaults to 10 s; then the call fails.
    /// </summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Gets how long the gateway may take to say goodbye when the client is disposed. Defaults to 2 s.
    /// </summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets the size of a flush that ends the connection. Defaults to 64 MiB.</summary>
    public int FlushBytesMax { get; init; } = 64 << 20;

    /// <summary>Gets how many trades of a symbol <see cref="ClientTrades"/> keeps. Defaults to 1,000.</summary>
    public int TradesKept { get; init; } = 1000;

    /// <summary>
    /// Gets the size of the socket's receive buffer. Defaults to 0: as the system decides. A small one makes the
    /// gateway feel a slow reader at once.
    /// </summary>
    public int SocketReceiveBufferBytes { get; init; }

    /// <summary>Gets what else to do to the HTTP handler before it connects (proxies, certificates).</summary>
    public Action<SocketsHttpHandler>? ConfigureHandler { get; init; }

    /// <summary>Gets the clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Gets where the client logs. Defaults to nowhere.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Gets the source of jitter, in [0, 1).</summary>
    internal Func<double> Jitter { get; init; } = Random.Shared.NextDouble;

    internal void Validate()
    {
        if (Urls.Count == 0 || Urls.Any(static url => url.Scheme is not ("ws" or "wss")))
        {
            throw new ArgumentException("Urls must hold at least one address, each ws:// or wss://");
        }

        if (Token is not null && TokenProvider is not null)
        {
            throw new ArgumentException("Token and TokenProvider cannot both be set");
        }

        Expect(HeartbeatInterval >= TimeSpan.FromMilliseconds(250) && HeartbeatInterval <= TimeSpan.FromSeconds(30),
            nameof(HeartbeatInterval), HeartbeatInterval, "250 ms to 30 s");
        Expect(Window is >= 0 and <= 1024, nameof(Window), Window, "0 to 1024");
        Expect(MaxBytesPerSecond is 0 or >= 1000, nameof(MaxBytesPerSecond), MaxBytesPerSecond, "0, or at least 1000");
        Expect(System.Text.Encoding.UTF8.GetByteCount(Name) <= 64, nameof(Name), Name, "at most 64 bytes");
        Expect(TradesKept >= 1, nameof(TradesKept), TradesKept, "at least 1");
        Expect(Reconnect.Min > TimeSpan.Zero && Reconnect.Max >= Reconnect.Min,
            nameof(Reconnect), Reconnect, "0 < Min <= Max");
    }

    private static void Expect(bool isRight, string name, object value, string right)
    {
        if (!isRight)
        {
            throw new ArgumentOutOfRangeException(name, value, $"must be {right}");
        }
    }
}
