using System.ComponentModel.DataAnnotations;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>What one client may have, and when the gateway gives up on it. Every limit is told in <c>welcome</c>.</summary>
public sealed class SessionOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "Sessions";

    /// <summary>Room for connections that are no sessions, or not yet.</summary>
    private const int HttpConnections = 1_000;

    /// <summary>
    /// Gets or sets how many lanes serve sessions: threads, each of which owns its share of them. Defaults to 0: as many as
    /// there are processors.
    /// </summary>
    [Range(0, 64)]
    public int Lanes { get; set; }

    /// <summary>Gets or sets whether lanes rest between turns; a clock that a test moves does not move while they do.</summary>
    internal bool LanesRest { get; set; } = true;

    /// <summary>Gets or sets how many sessions a replica serves. Defaults to 20,000.</summary>
    /// <remarks>One more is closed with 4003 too_many_sessions and reconnects elsewhere.</remarks>
    [Range(1, 1_000_000)]
    public int SessionsMax { get; set; } = 20_000;

    /// <summary>Gets or sets how many streams a session may hold. Defaults to 20,000.</summary>
    /// <remarks>Each costs about 200 bytes. Beyond it, symbols are refused with limit_subscriptions; no request names more.</remarks>
    [Range(1, 1_000_000)]
    public int SubscriptionsMax { get; set; } = 20_000;

    /// <summary>Gets or sets how many patterns a session may hold. Defaults to 100.</summary>
    /// <remarks>Each is tried against every symbol that appears. Beyond it, refused with limit_patterns.</remarks>
    [Range(0, 10_000)]
    public int PatternsMax { get; set; } = 100;

    /// <summary>Gets or sets the largest request in bytes. Defaults to 1 MiB: a subscribe for some 50,000 symbols.</summary>
    /// <remarks>A larger one closes the session with 4501 frame_too_large.</remarks>
    [Range(1024, 16 << 20)]
    public int RequestBytesMax { get; set; } = 1 << 20;

    /// <summary>Gets or sets the greatest depth that can be asked for. Defaults to 10,000; more is brought down to it.</summary>
    [Range(1, 1_000_000)]
    public int DepthMax { get; set; } = 10_000;

    /// <summary>Gets or sets how many past trades a subscription may begin with. Defaults to 1,000.</summary>
    [Range(0, 1 << 20)]
    public int HistoryMax { get; set; } = 1000;

    /// <summary>Gets or sets how many refused requests in a row end a session. Defaults to 100.</summary>
    /// <remarks>A client that only ever sends nonsense is closed with 4502 too_many_errors.</remarks>
    [Range(1, 1_000_000)]
    public int ErrorsInARowMax { get; set; } = 100;

    /// <summary>Gets or sets how much data is put into a flush before it is sent even if more waits. Defaults to 64 KiB.</summary>
    /// <remarks>Between two flushes a session yields, so that a large subscribe delays nobody else.</remarks>
    [Range(4096, 4 << 20)]
    public int FlushBytesMax { get; set; } = 64 << 10;

    /// <summary>Gets or sets how many bytes of answers may wait before no further request is read. Defaults to 256 KiB.</summary>
    [Range(4096, 16 << 20)]
    public int AnswerBytesMax { get; set; } = 256 << 10;

    /// <summary>Gets or sets how long a session may take nothing before it is ended as slow consumer. Defaults to 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan StallLimit { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how many requests a session may make per second, acks aside. Defaults to 100.</summary>
    /// <remarks>Those beyond it are refused with rate_limited.</remarks>
    [Range(1, 1_000_000)]
    public int RequestsPerSecondMax { get; set; } = 100;

    /// <summary>Gets or sets how old the oldest unsent change of a session may get before it is lagging. Defaults to 1 s.</summary>
    /// <remarks>The client is told, and metrics count the episode.</remarks>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan LaggingAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets for how long a lagging session must not be behind to be told that it is over. Defaults to 3 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan LaggingRecovery { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Gets or sets how long a client may take to show a token, where one is asked for. Defaults to 10 s.</summary>
    /// <remarks>One that shows none is closed with 4503 unauthorized.</remarks>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan AuthTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets how often a stream of a session may be resynced. Defaults to once a second.</summary>
    /// <remarks>A client that cannot follow its own stream must not make the gateway encode snapshots for it all day.</remarks>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan ResyncInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets how many sessions one principal may have on a replica. Defaults to 1,000.</summary>
    /// <remarks>
    /// One more is closed with 4003 too_many_sessions. Where nobody shows who it is, there are no principals.
    /// </remarks>
    [Range(1, 1_000_000)]
    public int SessionsPerPrincipalMax { get; set; } = 1_000;

    /// <summary>
    /// Gets or sets how many sessions may come from one address (IPv6: one network of 64 bits). Defaults to 5,000.
    /// </summary>
    /// <remarks>
    /// Behind a proxy all come from its address, unless WebSockets:TrustedProxies names it. One more is closed with
    /// 4003.
    /// </remarks>
    [Range(1, 1_000_000)]
    public int SessionsPerAddressMax { get; set; } = 5_000;

    /// <summary>Gets or sets how many sessions may be open that have shown no token yet. Defaults to 1,000.</summary>
    /// <remarks>They are counted apart, and take no place of those that have. One more is closed with 4003.</remarks>
    [Range(0, 1_000_000)]
    public int UnadmittedMax { get; set; } = 1_000;

    /// <summary>Gets or sets how many of them may come from one address. Defaults to 250.</summary>
    [Range(0, 1_000_000)]
    public int UnadmittedPerAddressMax { get; set; } = 250;

    /// <summary>
    /// Gets or sets the largest request before a token was shown. Defaults to 20 KiB: a token of 16 KiB, and room.
    /// </summary>
    /// <remarks>A larger one closes the session with 4501 frame_too_large.</remarks>
    [Range(1024, 16 << 20)]
    public int UnadmittedBytesMax { get; set; } = 20 << 10;

    /// <summary>
    /// Gets or sets how many bytes of requests that are not whole yet one principal may have in all its sessions; one
    /// address, where there are no principals. Defaults to 16 MiB. Requests of less than 16 KiB do not count.
    /// </summary>
    /// <remarks>A session whose request would be more is closed with 4501 frame_too_large.</remarks>
    [Range(1 << 16, 1 << 30)]
    public int RequestBytesPerPrincipalMax { get; set; } = 16 << 20;

    /// <summary>Gets or sets how long a request may take from its first byte to its last. Defaults to 30 s.</summary>
    /// <remarks>
    /// What has come of it is held meanwhile. The connection of one that takes longer is cut as 4001 peer_lost.
    /// </remarks>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan MessageTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Gets or sets how many connections of clients may be open in all. Defaults to 1,000 more than
    /// <see cref="SessionsMax"/> and <see cref="UnadmittedMax"/> together, or to what the limit of open files leaves.
    /// </summary>
    /// <remarks>One more is cut as soon as it is there. Operators' connections are counted apart.</remarks>
    [Range(1, 2_000_000)]
    public int? ConnectionsMax { get; set; }

    /// <summary>Gets the same, with its default in numbers.</summary>
    public int ConnectionsInAll => ConnectionsMax ?? SessionsMax + UnadmittedMax + HttpConnections;

    /// <summary>Gets or sets how many connections may come from one address. Defaults to 6,000.</summary>
    [Range(1, 2_000_000)]
    public int ConnectionsPerAddressMax { get; set; } = 6_000;

    /// <summary>
    /// Gets or sets how many HTTP requests, handshakes of sessions among them, one principal may make within 10 s.
    /// Defaults to 2,000; one more is answered 429.
    /// </summary>
    [Range(1, 10_000_000)]
    public int HttpRequestsPerPrincipalMax { get; set; } = 2_000;

    /// <summary>Gets or sets the same for one address. Defaults to 10,000.</summary>
    [Range(1, 10_000_000)]
    public int HttpRequestsPerAddressMax { get; set; } = 10_000;

    /// <summary>Gets the limits as clients are told them.</summary>
    internal WelcomeLimits StatedLimits => new(
        RequestBytesMax,
        SubscriptionsMax,
        PatternsMax,
        DepthMax,
        HistoryMax,
        RequestsPerSecondMax,
        SessionsMax,
        (long)ResyncInterval.TotalMilliseconds,
        ErrorsInARowMax,
        (long)MessageTimeout.TotalMilliseconds,
        (long)StallLimit.TotalMilliseconds,
        (long)AuthTimeout.TotalMilliseconds,
        SessionsPerPrincipalMax,
        SessionsPerAddressMax,
        UnadmittedMax,
        UnadmittedPerAddressMax,
        UnadmittedBytesMax,
        RequestBytesPerPrincipalMax,
        ConnectionsInAll,
        ConnectionsPerAddressMax,
        HttpRequestsPerPrincipalMax,
        HttpRequestsPerAddressMax);
}
