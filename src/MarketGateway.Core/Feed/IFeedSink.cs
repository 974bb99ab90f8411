namespace MarketGateway.Core.Feed;

/// <summary>
/// Where the feed's records go. Called by one thread per partition: a symbol's records of one topic come in the order of
/// their offsets, and never from two threads at once.
/// </summary>
public interface IFeedSink
{
    /// <summary>Finds or makes the symbol of a record's key (UTF-8); null when the key is not a valid symbol.</summary>
    FeedSymbol? Resolve(ReadOnlySpan<byte> key);

    /// <summary>
    /// Applies one decoded record. The update is the caller's again when this returns.
    /// Returns why the record had to be skipped after all (its scale), or <see cref="DecodeError.None"/>.
    /// </summary>
    DecodeError Apply(FeedTopic topic, int partition, long offset, FeedSymbol symbol, FeedUpdate update);

    /// <summary>
    /// Says which symbol a key (UTF-8) stands for from now on. Returns why the record had to be skipped, or
    /// <see cref="DecodeError.None"/>.
    /// </summary>
    DecodeError SetAlias(ReadOnlySpan<byte> key, string symbol);

    /// <summary>Withdraws what a key stands for; false when it stood for nothing.</summary>
    bool WithdrawAlias(ReadOnlySpan<byte> key);

    /// <summary>Withdraws a definition: a record of the instruments topic without a value.</summary>
    void Withdraw(FeedSymbol symbol);

    /// <summary>Says that a record under this symbol's key was skipped, and so its state may be wrong from here on.</summary>
    void Skipped(FeedTopic topic, FeedSymbol symbol, DecodeError reason);

    /// <summary>
    /// Says that the records of a partition from one offset to before another were gone before they were read: what any of
    /// its symbols shows may be wrong from here on.
    /// </summary>
    void RecordsLost(FeedTopic topic, int partition, long lostFrom, long readFrom);

    /// <summary>
    /// Says whether news can arrive from a partition at present (its broker answers). Called at the edges only.
    /// </summary>
    void SetReachable(FeedTopic topic, int partition, bool isReachable);

    /// <summary>
    /// Says that the log was replaced (a re-created topic, another cluster): all state and every version is void.
    /// Called before any record of the new log is applied, while no other thread applies.
    /// </summary>
    void BeginEpoch(string epoch);
}
