namespace MarketGateway.Client;

/// <summary>Where the client as a whole stands; the worst that holds for any of its streams.</summary>
public enum ClientState
{
    /// <summary>Not connected yet, or no longer: a connection is being made or waited for.</summary>
    Connecting = 0,

    /// <summary>Connected; at least one stream still waits for its first or next snapshot.</summary>
    Syncing = 1,

    /// <summary>Every stream is proven and as good as the feed says.</summary>
    Live = 2,

    /// <summary>A heartbeat is overdue, or the gateway has no news from the feed.</summary>
    Stale = 3,

    /// <summary>The gateway says that this client does not keep up.</summary>
    Lagging = 4,

    /// <summary>Over, and not by itself coming back.</summary>
    Closed = 5,
}
