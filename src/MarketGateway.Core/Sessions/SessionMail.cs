namespace MarketGateway.Core.Sessions;

/// <summary>What a session's lane has mail of; each kind waits once.</summary>
[Flags]
internal enum SessionMail
{
    None = 0,

    /// <summary>The session has begun.</summary>
    Opened = 1,

    /// <summary>The client's next request has been read.</summary>
    Request = 2,

    /// <summary>The client has acknowledged flushes that the session waits for.</summary>
    Acked = 4,

    /// <summary>The transport has taken the flush that was sent.</summary>
    Sent = 8,

    /// <summary>The client is to be sent away.</summary>
    Away = 16,

    /// <summary>The session is to end.</summary>
    Ended = 32,

    /// <summary>Somebody wants to see the session.</summary>
    Inspected = 64,
}
