namespace MarketGateway.Core.Books;

/// <summary>What a market does with an instrument at present; the numbers are those of the feed, the names those of the wire.</summary>
public enum MarketPhase
{
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
