namespace MarketGateway.Core.Books;

/// <summary>How far a symbol's state in a channel can be trusted; the names, in lower case, are those of the wire.</summary>
public enum SymbolState
{
    /// <summary>Nothing has come from the feed yet.</summary>
    Loading = 0,

    /// <summary>As good as the feed.</summary>
    Live = 1,

    /// <summary>Something was lost or contradicts itself; not to be trusted until the feed's next snapshot.</summary>
    Gapped = 2,

    /// <summary>No news can arrive at present.</summary>
    Stale = 3,
}
