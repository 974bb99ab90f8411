using System.Buffers;

namespace MarketGateway.WebSockets;

/// <summary>What a connection receives, before web server and WebSocket see it.</summary>
internal interface IFrameSource
{
    /// <summary>
    /// Sets who is offered what comes next, and says how many bytes of it he has consumed: nobody else sees these. Asked until
    /// it leaves the first byte to the others.
    /// </summary>
    void OfferNext(Func<ReadOnlySequence<byte>, int> consume);
}
