using System.Diagnostics;
using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Instruments;

namespace MarketGateway.Core.Conflation;

/// <summary>
/// The state of one symbol as one topic tells it. Applied to by the one feed thread that reads the symbol's partition,
/// read by flushes; both under <see cref="Gate"/>.
/// </summary>
public abstract partial class SymbolChannel
{
    private readonly MarketContext _context;
    private PartitionOwner _owner;
    private FeedSequence _sequence = new();
    private Generation _generation = Generation.Of(-1, 0, 0);
    private SymbolStatus _status;
    private SymbolStatus _ownStatus;
    private SymbolStatus? _unreachable;
    private SymbolStatus _withoutPhase;
    private int _everyUpdateCount;

    /// <summary>Epochs of the channel's own, after its symbol moved; below those of the market.</summary>
    private int _movedEpoch;

    /// <summary>Epochs of the channel's own below this one are of the present log.</summary>
    private int _movedBefore;

    private protected SymbolChannel(MarketSymbol symbol, MarketContext context)
    {
        Symbol = symbol;
        _context = context;
        _status = _withoutPhase = _ownStatus = new SymbolStatus(SymbolState.Loading, SymbolStateReason.NoData, Now);
    }

    public MarketSymbol Symbol { get; }

    /// <summary>Gets the status that clients see: unreachable outweighs the symbol's own.</summary>
    public SymbolStatus Status => Volatile.Read(ref _status);

    /// <summary>
    /// Gets what versions and numbers mean here: the partition, and the scales, which the channel's own records decide;
    /// before the first record those of the definition.
    /// </summary>
    public Generation Generation => Volatile.Read(ref _generation);

    /// <summary>Gets the partition that the symbol's records come from; -1 before the first.</summary>
    internal int Partition { get; private set; } = -1;

    /// <summary>Gets from which version on the generation has been what it is; guarded by the gate.</summary>
    internal long GenerationSince { get; private set; } = -1;

    /// <summary>Gets the lock that guards everything here.</summary>
    internal Lock Gate { get; } = new();

    /// <summary>
    /// Gets which log the state comes from; cursors of another one are void. That of the market, unless the symbol has
    /// moved to another partition since.
    /// </summary>
    internal int Epoch { get; private set; }

    /// <summary>Gets the market's epoch, which clients are told; <see cref="Epoch"/> is another after the symbol moved.</summary>
    internal int LogEpoch { get; private set; }

    /// <summary>
    /// Gets the number of the newest update before which records were lost, or -1: what lies between it and the next one
    /// is not known. Guarded by the gate.
    /// </summary>
    internal long LostAfter { get; private protected set; } = -1;

    /// <summary>Gets a value indicating whether there is anything to show.</summary>
    internal abstract bool HasState { get; }

    /// <summary>Gets the account of all subscriptions.</summary>
    internal DeliveryCounters Delivery => _context.Delivery;

    /// <summary>Gets when the newest update occurred; 0 before the first. Guarded by the gate.</summary>
    internal abstract long NewestOccurredAt { get; }

    /// <summary>Gets the topic that tells the state.</summary>
    private protected abstract FeedTopic Topic { get; }

    private protected MarketOptions Options => _context.Options;

    private protected FeedCounters Counters => _context.Counters;

    private protected ref FeedSequence Sequence => ref _sequence;

    /// <summary>Gets the version of the last record seen, applied or not: what was read twice is dropped by it.</summary>
    private protected long LastOffset { get; private set; } = -1;

    private protected SymbolStatus OwnStatus => _ownStatus;

    /// <summary>Gets what the channel shares with all others.</summary>
    internal MarketContext Context => _context;

    private long Now => _context.Time.GetUnixMicroseconds();

    /// <summary>
    /// Applies one record; the version of what it changes is its offset. Answers why it had to be skipped after all, or
    /// <see cref="DecodeError.None"/>.
    /// </summary>
    internal DecodeError Apply(int partition, long offset, FeedUpdate update)
    {
        var touch = BookTouch.Nothing;
        DecodeError error;
        bool isStatusNew;
        bool isTaken;
        lock (Gate)
        {
            var told = Status;
            error = ApplyFromNeedsGate(partition, offset, update, ref touch, out isTaken);
            isStatusNew = !ReferenceEquals(told, Status);
        }

        // A record that was dropped shows nothing; and where it came from another partition, another thread may be
        // applying to what interest is compared with.
        if (isStatusNew)
        {
            NotifyAll();
        }
        else if (isTaken)
        {
            Notify(touch);
        }

        return error;
    }

    /// <summary>Marks the symbol as not to be trusted: a record under its key could not be read.</summary>
    internal void MarkBadRecord()
    {
        lock (Gate)
        {
            if (_ownStatus.State is not (SymbolState.Live or SymbolState.Loading))
            {
                // Told already; what has been stated again since may be wrong again.
                OnGappedNeedsGate();
                return;
            }

            SetGappedNeedsGate(SymbolStateReason.BadRecord);
        }

        NotifyAll();
    }

    /// <summary>
    /// Says that no news can arrive from a partition, with the status that all its symbols share; null: it can again.
    /// </summary>
    internal void SetUnreachable(int partition, SymbolStatus? unreachable)
    {
        lock (Gate)
        {
            if (Partition != partition || (_unreachable is null) == (unreachable is null))
            {
                return;
            }

            _unreachable = unreachable;
            PublishStatusNeedsGate();
        }

        NotifyAll();
    }

    /// <summary>Says that records of a partition before an offset were gone before they were read.</summary>
    internal void MarkLost(int partition)
    {
        lock (Gate)
        {
            if (Partition != partition)
            {
                return;
            }

            _revision++;
            OnLostNeedsGate();
            if (_ownStatus.State == SymbolState.Live)
            {
                SetGappedNeedsGate(SymbolStateReason.RecordsLost);
            }
        }

        NotifyAll();
    }

    /// <summary>Forgets everything: the log was replaced.</summary>
    internal void BeginEpoch(int epoch)
    {
        lock (Gate)
        {
            Epoch = LogEpoch = epoch;
            _movedBefore = _movedEpoch;
            _owner.Clear();
            _unreachable = null;
            _phase = null;
            Partition = -1;
            RestartNeedsGate();
        }

        NotifyAll();
    }

    /// <summary>Says whether a cursor's epoch is of the present log, though its symbol may have moved since.</summary>
    internal bool IsOfThisLog(int epoch) => epoch == LogEpoch || epoch < _movedBefore;

    /// <summary>Counts the updates that wait for subscriptions.</summary>
    internal long CountWaiting()
    {
        lock (Gate)
        {
            return _streams.Sum(static stream => stream.WaitingCount);
        }
    }

    /// <summary>Notes a subscription more or less; under the gate, so that it is exact which updates are offered to it.</summary>
    internal virtual void CountSubscription(MarketStream stream, int difference) =>
        _everyUpdateCount += stream.Key.IsEveryUpdate ? difference : 0;

    private protected abstract DecodeError ApplyNeedsGate(long version, FeedUpdate update, ref BookTouch touch);

    private protected abstract void ClearNeedsGate();

    /// <summary>Says whether a record states the whole of what it is about, so that nothing before it matters.</summary>
    private protected abstract bool IsWhole(FeedUpdate update);

    /// <summary>
    /// Converts what is held to the finer scales of another generation; false, and nothing is changed, when a value would
    /// pass 2^53.
    /// </summary>
    private protected abstract bool TryRefineNeedsGate(int priceDigits, int sizeDigits);

    /// <summary>Called before the first record that comes from <see cref="Partition"/> is applied.</summary>
    /// <param name="offset">The record's offset.</param>
    /// <param name="hasMoved">Whether the symbol came from another partition before.</param>
    private protected virtual void BeginPartitionNeedsGate(long offset, bool hasMoved)
    {
    }

    /// <summary>Called when records of the partition were lost before they were read.</summary>
    private protected abstract void OnLostNeedsGate();

    /// <summary>Called when the state is not to be trusted from here on, once more or for the first time.</summary>
    private protected virtual void OnGappedNeedsGate()
    {
    }

    /// <summary>Records the update that was applied last for those who want every one.</summary>
    private protected void RecordUpdateNeedsGate()
    {
        if (_everyUpdateCount == 0)
        {
            return;
        }

        foreach (var stream in _streams)
        {
            stream.RecordNeedsGate();
        }
    }

    private protected void SetGappedNeedsGate(SymbolStateReason reason)
    {
        OnGappedNeedsGate();
        SetStatusNeedsGate(SymbolState.Gapped, reason);
    }

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

    /// <summary>Counts a verdict that is not in order, and hands it on; one in doubt marks the symbol.</summary>
    private protected SequenceVerdict Accept(SequenceVerdict verdict)
    {
        if (verdict is SequenceVerdict.Duplicate or SequenceVerdict.InDoubt)
        {
            Counters.CountDuplicate();
            if (verdict == SequenceVerdict.InDoubt && IsOwn(SymbolState.Live))
            {
                SetGappedNeedsGate(SymbolStateReason.SequenceGap);
            }
        }
        else if (verdict is SequenceVerdict.Gap or SequenceVerdict.RestartedInDoubt)
        {
            Counters.CountGap();
        }

        return verdict;
    }

    private protected bool IsOwn(SymbolState state) => _ownStatus.State == state;

    /// <summary>
    /// Says whether a record proves that none of the symbol's was among those lost: it goes on with the producer's
    /// numbering, with nothing between.
    /// </summary>
    private protected bool IsNothingLost(SequenceVerdict verdict, FeedUpdate update) =>
        verdict == SequenceVerdict.InOrder && update.Sequence != 0 && IsInDoubtOfLoss;

    /// <summary>Says whether a record proves that the symbol's were among those lost: no later one proves otherwise.</summary>
    private protected bool IsLossConfirmed(SequenceVerdict verdict) =>
        verdict == SequenceVerdict.Gap && IsInDoubtOfLoss;

    private bool IsInDoubtOfLoss =>
        _ownStatus is { State: SymbolState.Gapped, Reason: SymbolStateReason.RecordsLost };

    private DecodeError ApplyFromNeedsGate(
        int partition, long offset, FeedUpdate update, ref BookTouch touch, out bool isTaken)
    {
        isTaken = false;
        var claim = partition == Partition ? PartitionClaim.Own : _owner.Judge(update);
        if (claim is PartitionClaim.Superseded or PartitionClaim.SupersededInDoubt)
        {
            Counters.CountSuperseded();
            if (claim == PartitionClaim.SupersededInDoubt && IsOwn(SymbolState.Live))
            {
                SetGappedNeedsGate(SymbolStateReason.PartitionConflict);
            }

            return DecodeError.None;
        }

        var isFirst = partition != Partition;
        if (isFirst)
        {
            MoveNeedsGate(partition, offset, update);
        }

        if (offset <= LastOffset)
        {
            Counters.CountReadAgain();
            return DecodeError.None;
        }

        LastOffset = offset;
        isTaken = true;
        _owner.Note(update, isBase: isFirst || IsWhole(update));
        var error = ApplyNeedsGate(offset, update, ref touch);
        if (IsOwn(SymbolState.Live))
        {
            if (claim == PartitionClaim.NewerInDoubt)
            {
                SetGappedNeedsGate(SymbolStateReason.PartitionConflict);
            }
            else if (isFirst && !IsWhole(update) && _context.Partitions.HasLost(Topic, partition))
            {
                SetGappedNeedsGate(SymbolStateReason.RecordsLost);
            }
        }

        return error;
    }

    private void RestartNeedsGate()
    {
        _revision++;
        LastOffset = LostAfter = -1;
        _sequence = new FeedSequence();
        ClearNeedsGate();
        SetStatusNeedsGate(SymbolState.Loading, SymbolStateReason.NoData);
        PublishStatusNeedsGate();
    }

    private void PublishStatusNeedsGate()
    {
        var status = _unreachable ?? _ownStatus;
        var before = _status;
        if (ReferenceEquals(status, _withoutPhase) && ReferenceEquals(_phase, before.Phase))
        {
            return;
        }

        _withoutPhase = status;
        status = _phase is null ? status : status with { Phase = _phase };
        _revision++;
        Volatile.Write(ref _status, status);
        Counters.CountStatus(Topic, before.State, status.State);
        _context.StatusChanged?.Invoke(this, before, status);
    }
}
