namespace MarketGateway.Client;

/// <summary>How far what a <see cref="ClientStream"/> holds can be trusted.</summary>
public enum StreamState
{
    /// <summary>Not (or no longer) the gateway's state: first snapshot, resync or reconnect is under way.</summary>
    Syncing = 0,

    /// <summary>The gateway itself has nothing yet; data follows when the feed brings it.</summary>
    Loading = 1,

    /// <summary>As good as the feed.</summary>
    Live = 2,

    /// <summary>The feed lost something or is inconsistent: do not trust it until live.</summary>
    Gapped = 3,

    /// <summary>No news can arrive at the gateway at present.</summary>
    Stale = 4,

    /// <summary>Unsubscribed, or refused; nothing comes any more.</summary>
    Ended = 5,
}
