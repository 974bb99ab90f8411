namespace MarketGateway.Core.Conflation;

/// <content>What operators are shown of a stream.</content>
public abstract partial class MarketStream
{
    /// <summary>Measures how far a cursor is from now: the newest version, and how many updates lie between, where known.</summary>
    internal (long NewestVersion, long? Behind) Measure(StreamCursor cursor)
    {
        lock (Channel.Gate)
        {
            var isKnown = cursor.Number >= 0 && cursor.Version != StreamCursor.Nowhere && !IsOfAnotherLog(cursor);
            return (NewestVersion, isKnown ? Math.Max(0, NewestNumber - cursor.Number) : null);
        }
    }
}
