namespace MarketGateway.Core.Sessions;

/// <summary>What remains of a changed stream once a flush has taken what it could.</summary>
internal enum Remainder
{
    /// <summary>Nothing: the next change wakes it.</summary>
    Nothing,

    /// <summary>It waits for its next due time, to be looked at then.</summary>
    Watch,

    /// <summary>The change itself, for the next flush.</summary>
    Change,
}
