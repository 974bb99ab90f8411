namespace MarketGateway.Client;

/// <summary>What one shard's client tells: the user's listener, and the client of all shards when a state changes.</summary>
internal sealed class ShardListener(IMarketListener? inner, Action stateChanged) : IMarketListener
{
    public void OnStamp(DateTimeOffset sentAt, TimeSpan lineDelay) => inner?.OnStamp(sentAt, lineDelay);

    public void OnMessage(ClientStream stream, DataMessage message, ApplyVerdict verdict) =>
        inner?.OnMessage(stream, message, verdict);

    public void OnStatus(ClientStream stream) => inner?.OnStatus(stream);

    public ValueTask OnFlushAsync(long flush) => inner?.OnFlushAsync(flush) ?? ValueTask.CompletedTask;

    public void OnState(ClientState state, string reason)
    {
        stateChanged();
        inner?.OnState(state, reason);
    }
}
