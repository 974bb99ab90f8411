namespace MarketGateway.Client;

/// <summary>What the market does with an instrument at present; says nothing of how good the data is.</summary>
public enum MarketPhase
{
    /// <summary>The venue has not said, or in a word that this client does not know.</summary>
    Unknown = 0,

    /// <summary>Orders are taken and do not trade yet.</summary>
    PreOpen = 1,

    /// <summary>Orders are collected, and trade all at once.</summary>
    Auction = 2,

    /// <summary>Orders trade as they come.</summary>
    Open = 3,

    /// <summary>Trading is interrupted.</summary>
    Halt = 4,

    /// <summary>The session is over.</summary>
    Close = 5,
}
