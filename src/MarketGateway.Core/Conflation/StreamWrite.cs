namespace MarketGateway.Core.Conflation;

/// <summary>What came of asking a stream for the way from a cursor to now.</summary>
public enum StreamWrite
{
    /// <summary>The cursor stands at the newest version already, or there is nothing to show yet.</summary>
    Nothing,

    /// <summary>A message was written and the cursor moved.</summary>
    Written,

    /// <summary>
    /// A message was written, and the cursor moved to an image that was taken a moment ago: more has changed since.
    /// </summary>
    WrittenBehind,

    /// <summary>The symbol's status or the log changed, and that has to be told first.</summary>
    StatusFirst,
}
