namespace MarketGateway.Client;

/// <summary>The connection under a <see cref="Session"/>: flushes in, requests out.</summary>
internal interface IGatewayLink
{
    /// <summary>
    /// Gets or sets what to call when a heartbeat is overdue (true), and at every watch while waiting.
    /// </summary>
    Action<bool>? OnWatch { get; set; }

    /// <summary>Gets how the connection ended, once <see cref="ReceiveAsync"/> has answered null.</summary>
    SessionEnd End { get; }

    /// <summary>The next flush, valid until the next call; null when the connection has ended.</summary>
    ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync();

    /// <summary>
    /// Queues a request. When thousands wait already, the gateway is not taking them: the link is ended.
    /// </summary>
    void Send(WireMap request);

    /// <summary>Holds requests, acks aside, below so many a second from now on.</summary>
    void LimitRequests(long perSecondMax);

    /// <summary>Acknowledges a flush, in its time; of several that wait to be sent only the last is.</summary>
    void Acknowledge(long flush);

    /// <summary>Sends what is queued and then a close frame; the gateway answers with its own.</summary>
    void BeginClose();
}
