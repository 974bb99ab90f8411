namespace MarketGateway.Core.Conflation;

/// <summary>What came of asking a stream for the way from a cursor to now.</summary>
public enum StreamWrite
{
    /// <summary>The cursor stands at the newest version already, or there is nothing to show yet.</summary>
    Nothing,

    /// <summary>A message was written and the cursor moved.</summary>
    Written,

    /// <summary>The symbol's status, its generation or the log changed, and that has to be sent first.</summary>
    StatusFirst,
}
