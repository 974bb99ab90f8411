namespace MarketGateway.Client;

/// <summary>What a <see cref="Session"/> tells its client; always on the receive loop unless said otherwise.</summary>
internal interface ISessionOwner
{
    void OnWelcome(Session session, WelcomeMessage welcome);

    void OnMessage(ClientStream stream, DataMessage message, ApplyVerdict verdict, bool isStateChanged);

    /// <summary>A flush begins that was sent at a time, in microseconds by the gateway's clock.</summary>
    void OnStamp(long sentAt);

    void OnStatus(ClientStream stream);

    void OnHeartbeat(FeedHeartbeat heartbeat);

    void OnEpoch(string epoch);

    void OnSubscriptionRefused(MarketSubscription subscription, MarketRequestException error);

    void OnUnknownMessage();

    void OnError(Exception error);

    /// <summary>Also from the thread of the timer that watches for silence.</summary>
    void OnStateMayHaveChanged();

    ValueTask OnFlushAsync(long flush, int bytes);
}
