using System.Buffers;

namespace MarketGateway.WebSockets;

/// <summary>What a connection receives, before web server and WebSocket see it.</summary>
internal interface IFrameSource
{
    /// <summary>
    /// Sets who is shown what comes next, and says how many bytes of it are dealt with: nobody else sees these. Asked until
    /// it leaves the first byte to the others.
    /// </summary>
    void ShowNext(Func<ReadOnlySequence<byte>, int> take);
}
