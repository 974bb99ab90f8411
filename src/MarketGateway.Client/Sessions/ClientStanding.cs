namespace MarketGateway.Client;

/// <summary>Reduces a session and its streams to one state: the worst that holds, and why.</summary>
internal static class ClientStanding
{
    public static (ClientState State, string Reason) Of(
        Session session, IReadOnlyList<MarketSubscription> subscriptions)
    {
        if (session.IsQuiet)
        {
            return (ClientState.Stale, "a heartbeat is overdue");
        }

        if (session.IsLagging)
        {
            return (ClientState.Lagging, "this client does not keep up");
        }

        var syncing = 0;
        var stale = 0;
        foreach (var subscription in subscriptions)
        {
            foreach (var stream in subscription.AllStreams())
            {
                syncing += stream is { State: StreamState.Syncing, IsPaused: false } ? 1 : 0;
                stale += stream.State == StreamState.Stale ? 1 : 0;
            }
        }

        return syncing > 0 ? (ClientState.Syncing, $"{syncing} streams wait for a snapshot")
            : stale > 0 ? (ClientState.Stale, $"the gateway has no news for {stale} streams")
            : (ClientState.Live, "ok");
    }
}
