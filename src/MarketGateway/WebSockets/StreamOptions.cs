using System.ComponentModel.DataAnnotations;

namespace MarketGateway.WebSockets;

/// <summary>How the gateway talks to sockets.</summary>
public sealed class StreamOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "WebSockets";

    /// <summary>
    /// Gets or sets which pages may read with their user's browser, by origin (<c>https://desk.example.com</c>; <c>*</c>:
    /// all). Defaults to none but those that the gateway's own address serves.
    /// </summary>
    /// <remarks>Others are refused with 403. Scripts send no origin, and are not refused.</remarks>
    public IReadOnlyList<string> AllowedOrigins { get; set; } = [];

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

    /// <summary>
    /// Gets or sets how many bytes may wait in the connection's output pipe before a send waits. Defaults to 4 KiB.
    /// </summary>
    /// <remarks>
    /// What is in the pipe is decided too, and the kernel takes it whole. A flush that is larger waits for the socket
    /// and not for a pipe; one that is smaller costs no wait. Of a feed of 1 MB/s, a client that reads 20 KB/s into a
    /// buffer of 16 KiB held state of at most 2.6 s with 4 KiB here and 8 KiB unsent, 3.3 s with 4 and 16, 4.7 s with
    /// 32 and 16, and 7 s with Kestrel's own 64 KiB and 16.
    /// </remarks>
    [Range(1024, 16 << 20)]
    public int PipeBytesMax { get; set; } = 4 << 10;
}
