namespace MarketGateway.Core.Sessions;

/// <summary>
/// Told of all that a session is sent and says, for whoever keeps a record of it. Called by lanes and by readers of
/// connections: must be quick, keep no span, never wait and never throw.
/// </summary>
public interface ISessionRecorder
{
    /// <summary>A session begins: before its first flush.</summary>
    void OnOpened(Session session);

    /// <summary>A client asked for something.</summary>
    /// <param name="session">Whose client.</param>
    /// <param name="request">What it sent; empty where that was refused unread, or holds a token.</param>
    void OnRequest(Session session, ReadOnlySpan<byte> request);

    /// <summary>A flush is handed to the transport.</summary>
    /// <param name="session">Whose.</param>
    /// <param name="flush">Its number.</param>
    /// <param name="messages">The messages in it, in the session's format.</param>
    void OnFlush(Session session, long flush, ReadOnlySpan<byte> messages);

    /// <summary>A client says that it has processed all flushes up to one.</summary>
    void OnAcknowledged(Session session, long flush);

    /// <summary>A session has ended: after its last flush.</summary>
    void OnEnded(Session session);
}
