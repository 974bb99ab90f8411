namespace MarketGateway.WebSockets;

/// <summary>Told of what is measured of connections. Called by many threads at once.</summary>
internal interface ISocketObserver
{
    /// <summary>A look at one connection, once in each `WebSockets:PingInterval`: how many bytes the client has not taken.</summary>
    void OnQueue(long bytes);
}
