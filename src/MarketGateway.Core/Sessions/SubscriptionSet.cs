using System.Diagnostics.CodeAnalysis;
using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>
/// The streams and patterns that one session holds. Changed by its requests and, for symbols that appear later, by its
/// flush loop; both under the gate.
/// </summary>
internal sealed partial class SubscriptionSet(Session session, SessionEnvironment environment)
{
    private readonly Lock _gate = new();
    private readonly SubscriptionFactory _factory = new(session, environment.Market, environment.Counters);
    private readonly HeldStreams _held = new();
    private readonly HashSet<Subscription> _once = [];
    private readonly List<PatternSubscription> _patterns = [];

    /// <summary>Symbols that a pattern may bring with the next flush, and after how many trades each appeared.</summary>
    private readonly Dictionary<MarketSymbol, long> _appeared = [];

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _held.Count;
            }
        }
    }

    /// <summary>Holds a pattern from now on; null when the session holds as many as it may.</summary>
    public PatternSubscription? TryAddPattern(PatternSubscription pattern)
    {
        lock (_gate)
        {
            if (session.IsEnded || _patterns.Count >= environment.Options.PatternsMax)
            {
                return null;
            }

            _patterns.Add(pattern);
            return pattern;
        }
    }

    /// <summary>Begins to hold streams for these symbols; the answer gets an entry for each.</summary>
    public List<Subscription> Begin(SubscribeRequest request, ReadOnlySpan<SelectedSymbol> symbols, SubscribeAnswer answer)
    {
        var begun = new List<Subscription>(symbols.Length);
        lock (_gate)
        {
            foreach (ref readonly var symbol in symbols)
            {
                BeginNeedsGate(request, symbol, answer, begun);
            }
        }

        return begun;
    }

    /// <summary>Begins streams that end with their first message.</summary>
    public List<Subscription> BeginOnce(SnapshotRequest request, ReadOnlySpan<SelectedSymbol> symbols, SubscribeAnswer answer)
    {
        var begun = new List<Subscription>(symbols.Length);
        lock (_gate)
        {
            foreach (ref readonly var selected in symbols)
            {
                var symbol = selected.Symbol;
                if (session.IsEnded)
                {
                    break;
                }

                var parameters = session.Rights.Limit(request.Parameters);
                if (StreamRules.TryMakeKey(symbol, session.Rights, parameters, request.Filter, out var key) is { } error)
                {
                    answer.Refuse(symbol.Symbol, error.Code, error.Message);
                    continue;
                }

                var subscription = _factory.Acquire(selected, key with { IsOnce = true }, parameters, isOnce: true);
                _once.Add(subscription);
                answer.Streams.Add(subscription.Describe(isResumed: false));
                begun.Add(subscription);
            }
        }

        return begun;
    }

    /// <summary>Ends streams by number, or by channel and symbols.</summary>
    public void End(UnsubscribeRequest request, StreamAnswer answer)
    {
        lock (_gate)
        {
            foreach (var subscription in FindNeedsGate(request.Streams ?? [], answer))
            {
                EndNeedsGate(subscription);
            }

            foreach (var symbol in request.Symbols ?? [])
            {
                EndSymbolNeedsGate(request.Channel!.Value, symbol, answer);
            }
        }
    }

    /// <summary>Finds held streams by number, all when none is named; the answer gets the numbers and the errors.</summary>
    public List<Subscription> Find(IReadOnlyList<long>? streams, StreamAnswer answer)
    {
        lock (_gate)
        {
            if (streams is not null)
            {
                return FindNeedsGate(streams, answer);
            }

            answer.Streams.AddRange(_held.Select(static subscription => subscription.Stream.Number));
            return [.. _held];
        }
    }

    /// <summary>Gives a held stream other parameters; a stream that shows something else now has another number.</summary>
    public Subscription? Update(Subscription held, ParameterChanges changes, SubscribeAnswer answer)
    {
        lock (_gate)
        {
            var symbol = held.Stream.Symbol;
            var number = held.Stream.Number;
            if (held.IsEnded)
            {
                return null;
            }

            if (StreamRules.TryChangeKey(held, session.Rights, changes, out var parameters, out var key) is { } error)
            {
                answer.Refuse(number, error.Code, error.Message);
                return null;
            }

            if (_held.TryFind(SubscriptionIdentity.Of(symbol.Symbol, parameters), out var other) && other != held)
            {
                answer.Refuse(number, RequestErrorCode.AlreadySubscribed, $"this session holds '{symbol.Symbol}' with those parameters already");
                return null;
            }

            if (key == held.Stream.Key)
            {
                _held.Remove(held);
                held.Parameters = parameters;
                _held.Add(held);
                held.SetPriceMove(parameters.MinPriceMove * symbol.TickSizeIn(held.ToldGeneration!));
                answer.Streams.Add(held.Describe(isResumed: true) with { Was = number });
                return held;
            }

            var successor = ExchangeNeedsGate(held, key, parameters);
            answer.Streams.Add(successor.Describe(!successor.IsSnapshotDue) with { Was = number });
            return successor;
        }
    }

    /// <summary>Notes that a symbol has appeared or was defined anew; the next flush looks at it.</summary>
    public void OnCatalogChanged(MarketSymbol symbol)
    {
        lock (_gate)
        {
            if (_patterns.Count == 0 || symbol.AppearedAt is not (>= 0 and var outset) || !_appeared.TryAdd(symbol, outset))
            {
                return;
            }
        }

        session.Flushes.Wake();
    }

    /// <summary>Subscribes to symbols that have appeared and match a pattern. Called by the flush loop.</summary>
    public void FollowCatalog()
    {
        lock (_gate)
        {
            if (_appeared.Count == 0)
            {
                return;
            }

            foreach (var (symbol, outset) in _appeared)
            {
                FollowSymbolNeedsGate(symbol, outset);
            }

            _appeared.Clear();
        }
    }

    /// <summary>
    /// Marks the streams whose version has moved without a change that their client sees, and paused ones whose status
    /// is another.
    /// </summary>
    public void PushBehind(ChangeWriter changes, long now)
    {
        lock (_gate)
        {
            foreach (var subscription in _held)
            {
                if (!subscription.IsAnnounced)
                {
                    continue;
                }

                var isBehind = subscription.IsPaused
                    ? !ReferenceEquals(subscription.Stream.Status, subscription.ToldStatus)
                    : subscription.Stream.IsAheadOf(subscription);
                if (isBehind)
                {
                    changes.PushBehind(subscription, now);
                }
            }
        }
    }

    /// <summary>Copies where the client stands in each stream; exact only while nothing is being flushed.</summary>
    public void CopyPositions(ICollection<StreamPosition> positions)
    {
        lock (_gate)
        {
            foreach (var subscription in _held)
            {
                if (subscription.Position is { } point)
                {
                    positions.Add(new StreamPosition(subscription.Stream.Symbol.Symbol, point));
                }
            }
        }
    }

    /// <summary>Ends a stream that was for one snapshot.</summary>
    public void EndOnce(Subscription subscription)
    {
        lock (_gate)
        {
            if (_once.Remove(subscription))
            {
                ReleaseNeedsGate(subscription);
            }
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            foreach (var subscription in _held.Concat(_once))
            {
                ReleaseNeedsGate(subscription);
            }

            _held.Clear();
            _once.Clear();
            _patterns.Clear();
            _appeared.Clear();
        }
    }

    private void FollowSymbolNeedsGate(MarketSymbol symbol, long outset)
    {
        foreach (var pattern in _patterns)
        {
            if (!symbol.IsListed || !pattern.Matches(symbol) || !session.Rights.Allows(symbol.Symbol) ||
                _held.Contains(SubscriptionIdentity.Of(symbol.Symbol, session.Rights.Limit(pattern.Request.Parameters))) ||
                !pattern.TryBring(symbol))
            {
                continue;
            }

            var answer = new SubscribeAnswer(SubscribeAnswer.Subscribed);
            var begun = new List<Subscription>(1);
            BeginNeedsGate(pattern.Request, new SelectedSymbol(symbol, pattern, outset), answer, begun);
            session.Flushes.Answers.Add((ref writer) => answer.Write(ref writer, pattern.Request.Id, more: false));
            begun.ForEach(session.Flushes.OnAnnounced);
        }
    }

    private void BeginNeedsGate(
        SubscribeRequest request, SelectedSymbol selected, SubscribeAnswer answer, List<Subscription> begun)
    {
        var symbol = selected.Symbol;
        if (session.IsEnded)
        {
            return;
        }

        var parameters = session.Rights.Limit(request.Parameters);
        if (StreamRules.TryMakeKey(symbol, session.Rights, parameters, request.Filter, out var key) is { } error)
        {
            answer.Refuse(symbol.Symbol, error.Code, error.Message);
            return;
        }

        if (_held.Contains(SubscriptionIdentity.Of(symbol.Symbol, parameters)))
        {
            answer.Refuse(symbol.Symbol, RequestErrorCode.AlreadySubscribed, $"this session holds '{symbol.Symbol}' in channel '{WireName.Of(key.Channel)}' with those parameters already");
            return;
        }

        if (_held.Count >= environment.Options.SubscriptionsMax)
        {
            answer.Refuse(symbol.Symbol, RequestErrorCode.LimitSubscriptions, $"'{symbol.Symbol}' is one stream more than limits.subscriptions ({environment.Options.SubscriptionsMax})");
            return;
        }

        var subscription = _factory.Acquire(selected, key, parameters, isOnce: false);
        _held.Add(subscription);
        answer.Add(subscription.Describe(_factory.TryResume(request.Resume, subscription)), request);
        begun.Add(subscription);
    }

    private Subscription ExchangeNeedsGate(Subscription held, StreamKey key, StreamParameters parameters)
    {
        var symbol = held.Stream.Symbol;
        _held.Remove(held);
        held.End();
        var successor = _factory.Exchange(held, key, parameters);
        _held.Add(successor);
        return successor;
    }

    private List<Subscription> FindNeedsGate(IReadOnlyList<long> streams, StreamAnswer answer)
    {
        var found = new List<Subscription>(streams.Count);
        foreach (var stream in streams)
        {
            if (TryFindNeedsGate(stream, out var subscription))
            {
                answer.Streams.Add((int)stream);
                found.Add(subscription);
            }
            else
            {
                answer.Refuse(stream, RequestErrorCode.NotSubscribed, $"this session does not hold stream {stream}");
            }
        }

        return found;
    }

    /// <summary>Finds a stream by the number that a client gave, which may be any integer.</summary>
    private bool TryFindNeedsGate(long stream, [NotNullWhen(true)] out Subscription? subscription)
    {
        subscription = null;
        return stream is > 0 and <= int.MaxValue && _held.TryFind((int)stream, out subscription);
    }

    private void EndSymbolNeedsGate(Channel channel, string text, StreamAnswer answer)
    {
        var isPatternHeld =
            _patterns.RemoveAll(held => held.Pattern.Text == text && held.Request.Parameters.Channel == channel) > 0;
        var matching = _held
            .Where(held => held.Stream.Key.Channel == channel &&
                (held.Stream.Symbol.Symbol == text || held.Pattern?.Pattern.Text == text))
            .ToList();
        foreach (var subscription in matching)
        {
            answer.Streams.Add(subscription.Stream.Number);
            EndNeedsGate(subscription);
        }

        if (matching.Count == 0 && !isPatternHeld)
        {
            answer.Refuse(text, RequestErrorCode.NotSubscribed, $"this session does not hold '{RequestFields.Shorten(text)}' in channel '{WireName.Of(channel)}'");
        }
    }

    private void EndNeedsGate(Subscription subscription)
    {
        _held.Remove(subscription);
        ReleaseNeedsGate(subscription);
    }

    private static void ReleaseNeedsGate(Subscription subscription)
    {
        subscription.End();
        subscription.Stream.Symbol.Release(subscription.Stream, subscription);
    }
}
