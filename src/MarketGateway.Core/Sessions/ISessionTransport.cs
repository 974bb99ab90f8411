using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>The wire under one session. Owned by the host.</summary>
public interface ISessionTransport
{
    /// <summary>
    /// Sends one flush. Completes when the transport can take the next one: that is the session's back-pressure. The
    /// bytes belong to the transport until then, with the room before them. Never called again before it has completed.
    /// </summary>
    ValueTask SendAsync(FlushBuffer flush);

    /// <summary>Ends the connection, now if the peer does not read; the session is told nothing more.</summary>
    void Close(SessionEndReason reason, string message);
}
