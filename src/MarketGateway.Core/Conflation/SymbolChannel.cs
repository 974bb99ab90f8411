using System.Diagnostics;
using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Instruments;

namespace MarketGateway.Core.Conflation;

/// <summary>
/// The state of one symbol as one topic tells it. Applied to by the one feed thread that reads the symbol's partition,
/// read by flushes; both under <see cref="Gate"/>.
/// </summary>
public abstract class SymbolChannel
{
    private readonly TimeProvider _time;
    private MarketStream[] _streams = [];
    private SymbolStatus _status;
    private SymbolStatus _ownStatus;
    private SymbolStatus? _unreachable;

    /// <summary>Epochs of the channel's own, after its symbol moved; below those of the market.</summary>
    private int _movedEpoch;

    private protected SymbolChannel(MarketSymbol symbol, MarketContext context)
    {
        Symbol = symbol;
        Options = context.Options;
        Counters = context.Counters;
        Delivery = context.Delivery;
        _time = context.Time;
        _status = _ownStatus = new SymbolStatus(SymbolState.Loading, SymbolStateReason.NoData, Now);
    }

    public MarketSymbol Symbol { get; }

    /// <summary>Gets the status that clients see: unreachable outweighs the symbol's own.</summary>
    public SymbolStatus Status => Volatile.Read(ref _status);

    /// <summary>Gets the partition that the symbol's records come from; -1 before the first.</summary>
    internal int Partition { get; private set; } = -1;

    /// <summary>Gets the lock that guards everything here.</summary>
    internal Lock Gate { get; } = new();

    /// <summary>
    /// Gets which log the state comes from; cursors of another one are void. That of the market, unless the symbol has
    /// moved to another partition since.
    /// </summary>
    internal int Epoch { get; private set; }

    /// <summary>Gets the market's epoch, which clients are told; <see cref="Epoch"/> is another after the symbol moved.</summary>
    internal int LogEpoch { get; private set; }

    /// <summary>Gets a value indicating whether there is anything to show.</summary>
    internal abstract bool HasState { get; }

    /// <summary>Gets the account of all subscriptions.</summary>
    internal DeliveryCounters Delivery { get; }

    /// <summary>Gets when the newest update occurred; 0 before the first. Guarded by the gate.</summary>
    internal abstract long NewestOccurredAt { get; }

    /// <summary>Gets the topic that tells the state.</summary>
    private protected abstract FeedTopic Topic { get; }

    private protected MarketOptions Options { get; }

    private protected FeedCounters Counters { get; }

    private protected FeedSequence Sequence { get; private set; } = new();

    /// <summary>Gets the version of the last record seen, applied or not: what was read twice is dropped by it.</summary>
    private protected long LastOffset { get; private set; } = -1;

    private protected MarketStream[] Streams => Volatile.Read(ref _streams);

    private long Now => _time.GetUnixMicroseconds();

    /// <summary>Applies one record; the version of what it changes is its offset.</summary>
    internal void Apply(int partition, long offset, FeedUpdate update)
    {
        var touch = BookTouch.Nothing;
        var isTold = Status;
        lock (Gate)
        {
            if (partition != Partition)
            {
                MoveNeedsGate(partition);
            }

            if (offset <= LastOffset)
            {
                Counters.CountReadAgain();
                return;
            }

            LastOffset = offset;
            touch = ApplyNeedsGate(offset, update);
        }

        Wake(touch, isEverybody: !ReferenceEquals(isTold, Status));
    }

    /// <summary>Marks the symbol as not to be trusted: a record under its key could not be read.</summary>
    internal void MarkBadRecord()
    {
        lock (Gate)
        {
            if (_ownStatus.State != SymbolState.Live)
            {
                return;
            }

            SetStatusNeedsGate(SymbolState.Gapped, SymbolStateReason.BadRecord);
        }

        Wake(BookTouch.Nothing, isEverybody: true);
    }

    /// <summary>
    /// Says that no news can arrive, with the status that all symbols of the partition share; null: it can again.
    /// </summary>
    internal void SetUnreachable(SymbolStatus? unreachable)
    {
        lock (Gate)
        {
            if ((_unreachable is null) == (unreachable is null))
            {
                return;
            }

            _unreachable = unreachable;
            PublishStatusNeedsGate();
        }

        Wake(BookTouch.Nothing, isEverybody: true);
    }

    /// <summary>Forgets everything: the log was replaced.</summary>
    internal void BeginEpoch(int epoch)
    {
        lock (Gate)
        {
            Epoch = LogEpoch = epoch;
            Partition = -1;
            _unreachable = null;
            RestartNeedsGate();
        }

        Wake(BookTouch.Nothing, isEverybody: true);
    }

    /// <summary>Counts the updates that wait for subscriptions.</summary>
    internal long CountWaiting()
    {
        if (Streams.Length == 0)
        {
            return 0;
        }

        lock (Gate)
        {
            return Streams.Sum(static stream => stream.WaitingCount);
        }
    }

    internal void Add(MarketStream stream) => Volatile.Write(ref _streams, [.. _streams, stream]);

    internal void Remove(MarketStream stream) =>
        Volatile.Write(ref _streams, Array.FindAll(_streams, other => other != stream));

    /// <summary>Notes a subscription more or less; under the gate, so that it is exact which updates are offered to it.</summary>
    internal abstract void CountSubscription(MarketStream stream, int difference);

    private protected abstract BookTouch ApplyNeedsGate(long version, FeedUpdate update);

    private protected abstract void ClearNeedsGate();

    /// <summary>Called before the first record that comes from <see cref="Partition"/> is applied.</summary>
    private protected virtual void BeginPartitionNeedsGate()
    {
    }

    /// <summary>Wakes the streams that show the change.</summary>
    private protected abstract void Wake(BookTouch touch, bool isEverybody);

    private protected void SetStatusNeedsGate(SymbolState state, SymbolStateReason reason)
    {
        Debug.Assert(Gate.IsHeldByCurrentThread, "the channel's gate is held");
        if (_ownStatus.State == state && _ownStatus.Reason == reason)
        {
            return;
        }

        _ownStatus = new SymbolStatus(state, reason, Now);
        PublishStatusNeedsGate();
    }

    /// <summary>Counts a verdict that is not in order, and hands it on.</summary>
    private protected SequenceVerdict Accept(SequenceVerdict verdict)
    {
        if (verdict == SequenceVerdict.Duplicate)
        {
            Counters.CountDuplicate();
        }
        else if (verdict == SequenceVerdict.Gap)
        {
            Counters.CountGap();
        }

        return verdict;
    }

    private protected bool IsOwn(SymbolState state) => _ownStatus.State == state;

    /// <summary>
    /// Follows the symbol to another partition (somebody added partitions, and its key went elsewhere). Offsets of two
    /// partitions do not compare, so this is to the symbol what a new log is to all: what was known is void.
    /// </summary>
    private void MoveNeedsGate(int partition)
    {
        if (Partition >= 0)
        {
            Counters.CountMoved();
            Epoch = --_movedEpoch;
            RestartNeedsGate();
        }

        Partition = partition;
        BeginPartitionNeedsGate();
    }

    private void RestartNeedsGate()
    {
        LastOffset = -1;
        Sequence = new FeedSequence();
        ClearNeedsGate();
        SetStatusNeedsGate(SymbolState.Loading, SymbolStateReason.NoData);
        PublishStatusNeedsGate();
    }

    private void PublishStatusNeedsGate()
    {
        var status = _unreachable ?? _ownStatus;
        var before = _status;
        Volatile.Write(ref _status, status);
        Counters.CountStatus(Topic, before.State, status.State);
    }
}
