using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Conflation;

/// <summary>
/// What became of the feed's records after decoding, counted since the start. Written by feed threads, read by whoever
/// reports.
/// </summary>
public sealed class FeedCounters
{
    private static readonly int StateCount = Enum.GetValues<SymbolState>().Length;

    private readonly long[] _symbolsInState = new long[Enum.GetValues<FeedTopic>().Length * StateCount];
    private long _applied;
    private long _duplicates;
    private long _gaps;
    private long _beforeSnapshot;
    private long _readAgain;
    private long _moved;
    private long _superseded;
    private long _statusChanges;

    /// <summary>Gets how many records changed the state (or confirmed it) and became a version.</summary>
    public long Applied => Volatile.Read(ref _applied);

    /// <summary>Gets how many records were dropped because their feed sequence was seen already.</summary>
    public long Duplicates => Volatile.Read(ref _duplicates);

    /// <summary>Gets how many times a feed sequence jumped.</summary>
    public long Gaps => Volatile.Read(ref _gaps);

    /// <summary>Gets how many book deltas were dropped because no snapshot had come yet.</summary>
    public long BeforeSnapshot => Volatile.Read(ref _beforeSnapshot);

    /// <summary>Gets how many records came from Kafka a second time and were dropped by their offset.</summary>
    public long ReadAgain => Volatile.Read(ref _readAgain);

    /// <summary>Gets how many times a symbol's records began to come from another partition.</summary>
    public long Moved => Volatile.Read(ref _moved);

    /// <summary>
    /// Gets how many records were dropped because a newer one of the symbol came from another partition before.
    /// </summary>
    public long Superseded => Volatile.Read(ref _superseded);

    /// <summary>Gets how many times what clients see of a symbol's state has changed; counted after it did.</summary>
    internal long StatusChanges => Volatile.Read(ref _statusChanges);

    /// <summary>Gets how many symbols are in a state now in what a topic tells of them, as clients see it.</summary>
    public long SymbolsIn(FeedTopic topic, SymbolState state) => Volatile.Read(ref _symbolsInState[Index(topic, state)]);

    /// <summary>Gets how many channels of symbols are in a state now: each symbol has one per topic but the definitions.</summary>
    public long SymbolsIn(SymbolState state) => SymbolsIn(FeedTopic.Books, state) + SymbolsIn(FeedTopic.Ticks, state);

    internal void CountApplied() => Interlocked.Increment(ref _applied);

    internal void CountDuplicate() => Interlocked.Increment(ref _duplicates);

    internal void CountGap() => Interlocked.Increment(ref _gaps);

    internal void CountBeforeSnapshot() => Interlocked.Increment(ref _beforeSnapshot);

    internal void CountReadAgain() => Interlocked.Increment(ref _readAgain);

    internal void CountMoved() => Interlocked.Increment(ref _moved);

    internal void CountSuperseded() => Interlocked.Increment(ref _superseded);

    internal void CountStatus(FeedTopic topic, SymbolState from, SymbolState to)
    {
        Interlocked.Decrement(ref _symbolsInState[Index(topic, from)]);
        Interlocked.Increment(ref _symbolsInState[Index(topic, to)]);
        Interlocked.Increment(ref _statusChanges);
    }

    internal void CountNewSymbol()
    {
        Interlocked.Increment(ref _symbolsInState[Index(FeedTopic.Books, SymbolState.Loading)]);
        Interlocked.Increment(ref _symbolsInState[Index(FeedTopic.Ticks, SymbolState.Loading)]);
    }

    private static int Index(FeedTopic topic, SymbolState state) => ((int)topic * StateCount) + (int)state;
}
