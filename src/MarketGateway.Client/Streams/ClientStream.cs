using System.Globalization;

namespace MarketGateway.Client;

/// <summary>
/// The client's copy of one stream, proven message by message: chain, checksum and account. Written by the receive
/// loop, readable from any thread; what belongs together is read together under <see cref="Gate"/>.
/// </summary>
public abstract partial class ClientStream
{
    private static readonly StreamTerms NoTerms = new(0, TimeSpan.Zero, 0, 0, 0, 0);
    private readonly StreamAccount _account = new();
    private StreamIntegrity _counts;
    private StreamState _reported;
    private long? _version;
    private DateTimeOffset? _since;
    private string _reportedReason = "";
    private string _ownReason = "subscribing";
    private bool _isChained;
    private bool _isSynced;
    private bool _isEnded;
    private string? _heldGeneration;

    private protected ClientStream(string symbol, MarketChannel channel)
    {
        Symbol = symbol;
        Channel = channel;
    }

    /// <summary>Gets the symbol.</summary>
    public string Symbol { get; }

    /// <summary>Gets what the stream tells of the symbol.</summary>
    public MarketChannel Channel { get; }

    /// <summary>Gets the effective parameters and the scales.</summary>
    public StreamTerms Terms { get; private set; } = NoTerms;

    /// <summary>Gets the version that the stream stands at; null: nothing yet.</summary>
    public long? Version
    {
        get
        {
            // A nullable long is two words: without the gate it could be read half.
            lock (Gate)
            {
                return _version;
            }
        }
    }

    /// <summary>Gets how far what the stream holds can be trusted.</summary>
    public StreamState State => _isEnded ? StreamState.Ended
        : _isSynced || _reported == StreamState.Loading ? _reported : StreamState.Syncing;

    /// <summary>Gets why the stream is in its state: the gateway's word, or what the client itself found.</summary>
    public string Reason => State is StreamState.Syncing or StreamState.Ended ? _ownReason : _reportedReason;

    /// <summary>Gets since when, as the gateway says.</summary>
    public DateTimeOffset? Since
    {
        get
        {
            lock (Gate)
            {
                return _since;
            }
        }
    }

    /// <summary>Gets a value indicating whether the stream holds a state that chain and checksum have proven.</summary>
    public bool IsSynced => _isSynced;

    /// <summary>Gets the proof so far.</summary>
    public StreamIntegrity Integrity
    {
        get
        {
            lock (Gate)
            {
                return _counts with
                {
                    MergedTotal = _account.MergedTotal,
                    UnknownJumps = _account.UnknownJumps,
                    FirstVersion = _account.First,
                    LastVersion = _account.Last,
                    AccountRestarts = _account.Restarts,
                };
            }
        }
    }

    /// <summary>Gets a value indicating whether nothing but states comes: the subscription is paused.</summary>
    public bool IsPaused { get; internal set; }

    internal Lock Gate { get; } = new();

    /// <summary>Gets or sets the stream's number in the present session; 0: none.</summary>
    internal long Number { get; set; }

    /// <summary>Gets what was asked for when the gateway last acknowledged it.</summary>
    internal SubscriptionOptions Asked { get; private set; } = new();

    /// <summary>Gets what was asked for when what is held came; not <see cref="Asked"/> as long as a snapshot is awaited.</summary>
    private SubscriptionOptions Held { get; set; } = new();

    internal ResyncPace Resyncs { get; } = new();

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Channel} {Symbol} at {Version} ({State}: {Reason})");

    internal ApplyVerdict Apply(DataMessage message)
    {
        lock (Gate)
        {
            return !IsOfThisChannel(message.Kind) ? RefuseNeedsLock()
                : IsSnapshot(message.Kind) ? ApplySnapshotNeedsLock(message) : ApplyChainedNeedsLock(message);
        }
    }

    /// <summary>A message came that is not what its kind says.</summary>
    internal void Refuse()
    {
        lock (Gate)
        {
            RefuseNeedsLock();
        }
    }

    /// <summary>The gateway acknowledged the subscription.</summary>
    internal void Acknowledge(long number, StreamTerms terms, bool continues, SubscriptionOptions asked)
    {
        lock (Gate)
        {
            Number = number;
            TakeTermsNeedsLock(terms);
            IsPaused = false;
            Asked = asked;
            _isEnded = false;
            _isSynced = _isChained = continues && _version is not null;
            if (_isSynced)
            {
                (Held, _heldGeneration) = (asked, terms.Generation);
            }
            else
            {
                _ownReason = "waiting for the snapshot";
                AwaitStartNeedsLock();
            }
        }
    }

    /// <summary>
    /// The subscription has other parameters and perhaps another number. What is held stays valid, or a snapshot follows;
    /// in either case the next message goes on from the version held.
    /// </summary>
    internal void Update(long number, StreamTerms terms, bool continues, SubscriptionOptions asked)
    {
        lock (Gate)
        {
            Number = number;
            var before = TakeTermsNeedsLock(terms);
            Asked = asked;
            if (continues)
            {
                (Held, _heldGeneration) = (asked, terms.Generation);
            }
            else
            {
                _isSynced = false;
                _ownReason = "waiting for the snapshot";
            }

            ChangeTermsNeedsLock(before);
        }
    }

    /// <summary>What is held in other scales is converted or forgotten, never read in the new ones.</summary>
    private StreamTerms TakeTermsNeedsLock(StreamTerms terms)
    {
        var before = Terms;
        Terms = terms;
        if (_version is not null && (before.PriceScale, before.SizeScale) != (terms.PriceScale, terms.SizeScale))
        {
            ChangeScalesNeedsLock(before);
        }

        return before;
    }

    internal void Report(StreamState state, string reason, DateTimeOffset? since)
    {
        lock (Gate)
        {
            _reported = state;
            _reportedReason = reason;
            _since = since;
        }
    }

    /// <summary>The connection is gone: what is held stays readable, but is no longer the market.</summary>
    internal void Disconnect(string reason)
    {
        lock (Gate)
        {
            Number = 0;
            IsPaused = false;
            _isSynced = _isChained = false;
            _reported = StreamState.Syncing;
            (Phase, _phaseSince) = (MarketPhase.Unknown, null);
            _ownReason = reason;
        }
    }

    /// <summary>The log behind the gateway was replaced: versions begin anew.</summary>
    internal void Forget()
    {
        lock (Gate)
        {
            _account.Restart();
            _version = null;
            _isSynced = _isChained = false;
            AwaitStartNeedsLock();
            ForgetNeedsLock();
        }
    }

    internal void End(string reason)
    {
        lock (Gate)
        {
            Number = 0;
            _isEnded = true;
            _isSynced = _isChained = false;
            _ownReason = reason;
        }
    }

    internal void Desync(string reason)
    {
        lock (Gate)
        {
            _isSynced = false;
            _ownReason = reason;
        }
    }

    internal void CountResync()
    {
        lock (Gate)
        {
            _counts = _counts with { Resyncs = _counts.Resyncs + 1 };
        }
    }

    /// <summary>The gateway answered the resync. Books and quotes wait for their snapshot, trades go on.</summary>
    internal void Resynced()
    {
        lock (Gate)
        {
            if (ContinuesAfterResync)
            {
                _isSynced = _isChained = true;
                AwaitStartNeedsLock();
            }
        }
    }

    /// <summary>What to offer when these are asked for; null: what is held does not do, or is of another generation.</summary>
    internal ResumePoint? GetResumePoint(SubscriptionOptions options)
    {
        lock (Gate)
        {
            var isResumable = _heldGeneration == Terms.Generation && IsResumableNeedsLock && options.ShowsNothingBeyond(Held);
            return isResumable && _version is { } version ? ResumeNeedsLock(version) : null;
        }
    }

    private protected abstract bool IsResumableNeedsLock { get; }

    /// <summary>Gets a value indicating whether no snapshot follows on a resync.</summary>
    private protected virtual bool ContinuesAfterResync => false;

    private protected abstract bool IsOfThisChannel(MessageKind kind);

    private protected abstract ResumePoint ResumeNeedsLock(long version);

    /// <summary>Replaces the state.</summary>
    private protected abstract ApplyVerdict ReplaceNeedsLock(DataMessage message);

    /// <summary>Changes the state; the message chains.</summary>
    private protected abstract ApplyVerdict ChangeNeedsLock(DataMessage message);

    /// <summary>Whether a message that does not chain may start the stream (the first one of a trade stream).</summary>
    private protected virtual bool MayStartNeedsLock(DataMessage message) => false;

    private protected virtual void AwaitStartNeedsLock()
    {
    }

    /// <summary>The terms were changed by an update.</summary>
    private protected virtual void ChangeTermsNeedsLock(StreamTerms before)
    {
    }

    /// <summary>
    /// The scales have changed: what is held in the old ones is converted or forgotten, never read in the new ones.
    /// </summary>
    private protected abstract void ChangeScalesNeedsLock(StreamTerms before);

    private protected virtual void ForgetNeedsLock()
    {
    }

    private protected void CountChecksumNeedsLock() =>
        _counts = _counts with { ChecksumsVerified = _counts.ChecksumsVerified + 1 };

    private static bool IsSnapshot(MessageKind kind) =>
        kind is MessageKind.BookSnapshot or MessageKind.BookSnapshotWithOrders or MessageKind.QuoteSnapshot;

    private ApplyVerdict RefuseNeedsLock()
    {
        _counts = _counts with { Unreadable = _counts.Unreadable + 1 };
        _isSynced = _isChained = false;
        return ApplyVerdict.Unreadable;
    }

    private ApplyVerdict ApplySnapshotNeedsLock(DataMessage message)
    {
        var verdict = ReplaceNeedsLock(message);
        return CompleteNeedsLock(message, verdict, isStart: true);
    }

    private ApplyVerdict ApplyChainedNeedsLock(DataMessage message)
    {
        var isStart = MayStartNeedsLock(message);
        if (!isStart)
        {
            if (!_isChained)
            {
                _counts = _counts with { Discarded = _counts.Discarded + 1 };
                return ApplyVerdict.Discarded;
            }

            if (message.From is null || message.From != _version)
            {
                _counts = _counts with { ChainBreaks = _counts.ChainBreaks + 1 };
                _isSynced = _isChained = false;
                return ApplyVerdict.ChainBroken;
            }
        }

        return CompleteNeedsLock(message, ChangeNeedsLock(message), isStart);
    }

    private ApplyVerdict CompleteNeedsLock(DataMessage message, ApplyVerdict verdict, bool isStart)
    {
        if (verdict == ApplyVerdict.Inconsistent)
        {
            _counts = _counts with { Inconsistencies = _counts.Inconsistencies + 1 };
            _isSynced = _isChained = false;
            return verdict;
        }

        // A message whose checksum is wrong still states where the gateway stands: version and account go on, also
        // through what follows until the snapshot that answers the resync. Only the content is not trusted.
        _account.Advance(message.From, message.To, message.Merged);
        _version = message.To;
        (Held, _heldGeneration) = (Asked, Terms.Generation);
        CountNeedsLock(message, verdict);
        _isChained |= isStart;
        _isSynced = (_isSynced || isStart) && verdict == ApplyVerdict.Applied;
        return verdict == ApplyVerdict.Applied && !_isSynced ? ApplyVerdict.Untrusted : verdict;
    }
}
