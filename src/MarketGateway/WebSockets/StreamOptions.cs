using System.ComponentModel.DataAnnotations;

namespace MarketGateway.WebSockets;

/// <summary>How the gateway talks to sockets.</summary>
public sealed class StreamOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "WebSockets";

    /// <summary>
    /// How many bytes may wait in a connection's output pipe before a write waits: as good as none, so that a write is
    /// complete when the kernel has taken it.
    /// </summary>
    /// <remarks>
    /// Of HTTP/1 connections this is the pipe; Kestrel's own MaxResponseBufferSize does not reach it. What is in the pipe
    /// is decided and cannot be conflated any more, and the answer to a handshake must have left it before the first frame
    /// goes to the socket directly. Two, because the pipe empties below half of it.
    /// </remarks>
    internal const int PipeBytesMax = 2;

    /// <summary>
    /// Gets or sets which pages may read with their user's browser, by origin (<c>https://desk.example.com</c>; <c>*</c>:
    /// all). Defaults to none but those that the gateway's own address serves.
    /// </summary>
    /// <remarks>Others are refused with 403. Scripts send no origin, and are not refused.</remarks>
    public IReadOnlyList<string> AllowedOrigins { get; set; } = [];

    /// <summary>
    /// Gets or sets which proxies are believed when they say who their client is (<c>X-Forwarded-For</c>), by address
    /// or network (<c>10.0.0.0/8</c>). Defaults to none.
    /// </summary>
    /// <remarks>
    /// Without them, all clients of a proxy are of one address: what one address may have, they have together.
    /// </remarks>
    public IReadOnlyList<string> TrustedProxies { get; set; } = [];

    /// <summary>Gets or sets how often the gateway pings an idle connection. Defaults to 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets or sets how long a ping may go unanswered before the peer is lost. Defaults to 20 s.</summary>
    /// <remarks>Together with the interval this finds a half-open connection within 35 s.</remarks>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan PingTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Gets or sets how long the closing handshake may take. Defaults to 2 s; then the connection is cut.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Gets or sets how many unsent bytes the kernel may hold per connection (TCP_NOTSENT_LOWAT). Defaults to 8 KiB;
    /// 0 leaves it to the kernel.
    /// </summary>
    /// <remarks>
    /// Bytes in the kernel are decided and cannot be conflated any more: with the kernel's own limits a client that reads
    /// 20 KB/s reads what is half a minute old.
    /// </remarks>
    [Range(0, 16 << 20)]
    public int UnsentBytesMax { get; set; } = 8 << 10;
}
