namespace MarketGateway.Client;

/// <summary>
/// Sees every message, synchronously, on the receive loop, after it has been applied: no client-side conflation, and
/// nothing changes while a method runs. As long as <see cref="OnFlushAsync"/> is not completed the client does not
/// read, TCP pushes back, and the gateway conflates. Do not await requests of the client inside: their answers wait
/// behind it.
/// </summary>
public interface IMarketListener
{
    /// <summary>A data message was read; <paramref name="verdict"/> says whether it was applied.</summary>
    /// <param name="stream">Whose state is now as of the message.</param>
    /// <param name="message">Reused for the next message: copy what you keep.</param>
    /// <param name="verdict">What became of it.</param>
    void OnMessage(ClientStream stream, DataMessage message, ApplyVerdict verdict)
    {
    }

    /// <summary>A flush begins, of a client with <see cref="MarketClientOptions.Stamps"/>.</summary>
    /// <param name="sentAt">When it was sent, by the gateway's clock.</param>
    /// <param name="lineDelay">How long ago that was, by ours; below zero where that is behind.</param>
    void OnStamp(DateTimeOffset sentAt, TimeSpan lineDelay)
    {
    }

    /// <summary>A stream was acknowledged, or its state changed.</summary>
    void OnStatus(ClientStream stream)
    {
    }

    /// <summary>All messages of a flush were applied; the next is read when the task completes.</summary>
    /// <param name="flush">The number of the flush in this session, from 1.</param>
    ValueTask OnFlushAsync(long flush) => ValueTask.CompletedTask;

    /// <summary>The state of the client changed. The only method that may come from another thread.</summary>
    void OnState(ClientState state, string reason)
    {
    }
}
