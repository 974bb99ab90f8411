using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Instruments;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>
/// The streams and patterns of one session. Changed by its requests and, for symbols that appear later, by its flush
/// loop; both under the gate.
/// </summary>
internal sealed class SubscriptionSet(Session session, SessionEnvironment environment)
{
    /// <summary>So many symbols are acknowledged in one message, and then their data may flow.</summary>
    private const int PartLength = 500;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, Subscription> _byStream = [];
    private readonly Dictionary<(string Symbol, StreamKey Key), Subscription> _byKey = [];
    private readonly List<PatternSubscription> _patterns = [];
    private int _catalogSeen;
    private int _hasCatalogChanged;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _byStream.Count;
            }
        }
    }

    public async ValueTask SubscribeAsync(SubscribeRequest request)
    {
        var answer = new SubscribeAnswer();
        var symbols = SelectSymbols(request, answer);
        for (var first = 0; first < Math.Max(symbols.Count, 1); first += PartLength)
        {
            var part = CollectionsMarshal.AsSpan(symbols)[first..Math.Min(first + PartLength, symbols.Count)];
            var isLast = first + PartLength >= symbols.Count;
            SubscribePart(request, part, answer, isLast);
            session.Flushes.Wake();
            await session.Flushes.Answers.WhenRoom().ConfigureAwait(false);
        }
    }

    public void Unsubscribe(UnsubscribeRequest request)
    {
        var ended = new List<int>();
        var errors = new List<SymbolError>();
        lock (_gate)
        {
            foreach (var stream in request.Streams ?? [])
            {
                EndStreamNeedsGate(stream, ended, errors);
            }

            foreach (var symbol in request.Symbols ?? [])
            {
                EndSymbolNeedsGate(request.Channel!.Value, symbol, ended, errors);
            }
        }

        session.Flushes.Answers.Add((ref writer) => ControlWriter.WriteStreams(
            ref writer, "unsubscribed", request.Id, CollectionsMarshal.AsSpan(ended), CollectionsMarshal.AsSpan(errors)));
    }

    public void Resync(ResyncRequest request)
    {
        var now = environment.Clock.NowMs;
        var resynced = new List<Subscription>();
        var errors = new List<SymbolError>();
        lock (_gate)
        {
            foreach (var stream in request.Streams)
            {
                if (!TryFindNeedsGate(stream, out var subscription))
                {
                    errors.Add(NotSubscribed(stream));
                }
                else if (now < subscription.ResyncAllowedAt)
                {
                    errors.Add(ResyncTooOften(stream));
                }
                else
                {
                    subscription.ResyncAllowedAt = now + (long)environment.Options.ResyncInterval.TotalMilliseconds;
                    resynced.Add(subscription);
                }
            }
        }

        var numbers = resynced.ConvertAll(subscription => subscription.Stream.Number);
        session.Flushes.Answers.Add((ref writer) => ControlWriter.WriteStreams(
            ref writer, "resynced", request.Id, CollectionsMarshal.AsSpan(numbers), CollectionsMarshal.AsSpan(errors)));
        foreach (var subscription in resynced)
        {
            environment.Counters.CountResync();
            subscription.RequestResync();
            session.Flushes.OnChanged(subscription);
        }
    }

    /// <summary>Notes that symbols may have appeared; the next flush looks.</summary>
    public void OnCatalogChanged()
    {
        lock (_gate)
        {
            if (_patterns.Count == 0)
            {
                return;
            }
        }

        if (Interlocked.Exchange(ref _hasCatalogChanged, 1) == 0)
        {
            session.Flushes.Wake();
        }
    }

    /// <summary>Subscribes to symbols that have appeared and match a pattern. Called by the flush loop.</summary>
    public void FollowCatalog()
    {
        if (Volatile.Read(ref _hasCatalogChanged) == 0)
        {
            return;
        }

        Volatile.Write(ref _hasCatalogChanged, 0);
        lock (_gate)
        {
            var catalog = environment.Market.Catalog;
            for (; _catalogSeen < catalog.Length; _catalogSeen++)
            {
                FollowSymbolNeedsGate(catalog[_catalogSeen]);
            }
        }
    }

    /// <summary>Marks the streams whose version has moved without a change that their client sees.</summary>
    public void PushBehind(ChangedSet changed)
    {
        lock (_gate)
        {
            foreach (var subscription in _byStream.Values)
            {
                if (subscription.Stream.IsAheadOf(subscription))
                {
                    changed.Push(subscription);
                }
            }
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            foreach (var subscription in _byStream.Values)
            {
                ReleaseNeedsGate(subscription);
            }

            _byStream.Clear();
            _byKey.Clear();
            _patterns.Clear();
        }
    }

    /// <summary>Resolves names and patterns to symbols, each once, and notes what cannot be resolved.</summary>
    private List<MarketSymbol> SelectSymbols(SubscribeRequest request, SubscribeAnswer answer)
    {
        var selected = new List<MarketSymbol>(request.Symbols.Count);
        lock (_gate)
        {
            var catalog = environment.Market.Catalog;
            if (_patterns.Count == 0)
            {
                _catalogSeen = catalog.Length;
            }

            foreach (var text in request.Symbols)
            {
                if (!SymbolPattern.IsValid(text))
                {
                    answer.Refuse(text, RequestErrorCode.BadPattern, $"'{Shorten(text)}' is not a symbol or pattern: 1 to {SymbolPattern.LengthMax} characters without white space or commas");
                }
                else if (SymbolPattern.IsPattern(text))
                {
                    SelectByPatternNeedsGate(new PatternSubscription(new SymbolPattern(text), request), catalog, selected, answer);
                }
                else if (environment.Market.Find(text) is { } symbol)
                {
                    selected.Add(symbol);
                }
                else
                {
                    answer.Refuse(text, RequestErrorCode.UnknownSymbol, $"there is no symbol '{text}' now; a pattern such as '{text}*' waits for it");
                }
            }
        }

        return selected;
    }

    private void SelectByPatternNeedsGate(
        PatternSubscription pattern, ReadOnlySpan<MarketSymbol> catalog, List<MarketSymbol> selected, SubscribeAnswer answer)
    {
        if (_patterns.Count >= environment.Options.PatternsMax)
        {
            answer.Refuse(pattern.Pattern.Text, RequestErrorCode.LimitPatterns, $"'{pattern.Pattern.Text}' is one pattern more than the {environment.Options.PatternsMax} that a session may hold");
            return;
        }

        _patterns.Add(pattern);
        var matched = 0;
        foreach (var symbol in catalog)
        {
            if (symbol.IsListed && pattern.Pattern.Matches(symbol.Symbol))
            {
                selected.Add(symbol);
                matched++;
            }
        }

        answer.Patterns.Add(new PatternMatch(pattern.Pattern.Text, matched));
    }

    private void SubscribePart(
        SubscribeRequest request, ReadOnlySpan<MarketSymbol> symbols, SubscribeAnswer answer, bool isLast)
    {
        var begun = new List<Subscription>(symbols.Length);
        lock (_gate)
        {
            foreach (var symbol in symbols)
            {
                BeginNeedsGate(request, symbol, answer, begun);
            }
        }

        session.Flushes.Answers.Add((ref writer) => answer.Write(ref writer, request.Id, more: !isLast));
        answer.Clear();
        begun.ForEach(session.Flushes.OnChanged);
    }

    private void FollowSymbolNeedsGate(MarketSymbol symbol)
    {
        foreach (var pattern in _patterns)
        {
            if (!symbol.IsListed || !pattern.Pattern.Matches(symbol.Symbol) ||
                _byKey.ContainsKey((symbol.Symbol, KeyOf(pattern.Request))))
            {
                continue;
            }

            var answer = new SubscribeAnswer();
            var begun = new List<Subscription>(1);
            BeginNeedsGate(pattern.Request, symbol, answer, begun);
            session.Flushes.Answers.Add((ref writer) => answer.Write(ref writer, pattern.Request.Id, more: false));
            begun.ForEach(session.Flushes.OnChanged);
        }
    }

    private void BeginNeedsGate(
        SubscribeRequest request, MarketSymbol symbol, SubscribeAnswer answer, List<Subscription> begun)
    {
        var key = KeyOf(request);
        if (session.IsEnded)
        {
            return;
        }

        if (_byKey.ContainsKey((symbol.Symbol, key)))
        {
            answer.Refuse(symbol.Symbol, RequestErrorCode.AlreadySubscribed, $"this session holds '{symbol.Symbol}' in channel '{WireName.Of(request.Channel)}' at that depth already");
            return;
        }

        if (_byStream.Count >= environment.Options.SubscriptionsMax)
        {
            answer.Refuse(symbol.Symbol, RequestErrorCode.LimitSubscriptions, $"'{symbol.Symbol}' is one stream more than the {environment.Options.SubscriptionsMax} that a session may hold");
            return;
        }

        var subscription = new Subscription(session)
        {
            RequestId = request.Id,
            IntervalMs = request.IntervalMs,
            History = request.History,
        };
        subscription.Stream = symbol.Acquire(key, environment.Market.StreamNumbers, subscription);
        subscription.ToldStatus = subscription.Stream.Status;
        _byStream.Add(subscription.Stream.Number, subscription);
        _byKey.Add((symbol.Symbol, key), subscription);
        var definition = symbol.Definition!;
        subscription.ToldPriceScale = definition.PriceScale;
        subscription.ToldSizeScale = definition.SizeScale;
        answer.Streams.Add(subscription.Describe(definition, TryResume(request.Resume, subscription)));
        begun.Add(subscription);
    }

    private bool TryResume(ResumeOffer? offer, Subscription subscription)
    {
        var epoch = environment.Market.Epoch;
        if (offer is null || offer.Epoch != epoch.Name ||
            !offer.Streams.TryGetValue(subscription.Stream.Symbol.Symbol, out var point))
        {
            return false;
        }

        subscription.Offer(point.Version, epoch.Number, point.BidEdge, point.AskEdge);
        return subscription.Stream.CanResume(subscription);
    }

    /// <summary>Finds a stream by the number that a client gave, which may be any integer.</summary>
    private bool TryFindNeedsGate(long stream, [NotNullWhen(true)] out Subscription? subscription)
    {
        subscription = null;
        return stream is > 0 and <= int.MaxValue && _byStream.TryGetValue((int)stream, out subscription);
    }

    private void EndStreamNeedsGate(long stream, List<int> ended, List<SymbolError> errors)
    {
        if (TryFindNeedsGate(stream, out var subscription))
        {
            EndNeedsGate(subscription);
            ended.Add((int)stream);
        }
        else
        {
            errors.Add(NotSubscribed(stream));
        }
    }

    private void EndSymbolNeedsGate(Channel channel, string text, List<int> ended, List<SymbolError> errors)
    {
        var pattern = SymbolPattern.IsPattern(text) ? new SymbolPattern(text) : null;
        var isPatternHeld = _patterns.RemoveAll(held => held.Pattern.Text == text && held.Request.Channel == channel) > 0;
        var matching = _byStream.Values
            .Where(held => held.Stream.Key.Channel == channel && IsNamed(held.Stream.Symbol.Symbol))
            .ToList();
        foreach (var subscription in matching)
        {
            EndNeedsGate(subscription);
            ended.Add(subscription.Stream.Number);
        }

        if (matching.Count == 0 && !isPatternHeld)
        {
            errors.Add(new SymbolError(text, 0, new RequestError(
                RequestErrorCode.NotSubscribed, $"this session does not hold '{Shorten(text)}' in channel '{WireName.Of(channel)}'")));
        }

        bool IsNamed(string symbol) => pattern is null ? symbol == text : isPatternHeld && pattern.Matches(symbol);
    }

    private void EndNeedsGate(Subscription subscription)
    {
        _byStream.Remove(subscription.Stream.Number);
        _byKey.Remove((subscription.Stream.Symbol.Symbol, subscription.Stream.Key));
        ReleaseNeedsGate(subscription);
    }

    private static void ReleaseNeedsGate(Subscription subscription)
    {
        subscription.End();
        subscription.Stream.Symbol.Release(subscription.Stream, subscription);
    }

    private static StreamKey KeyOf(SubscribeRequest request) => new(request.Channel, request.Depth);

    private static string Shorten(string text) => text.Length <= 64 ? text : string.Concat(text.AsSpan(0, 61), "...");

    private static SymbolError NotSubscribed(long stream) => new(
        null, stream, new RequestError(RequestErrorCode.NotSubscribed, $"this session does not hold stream {stream}"));

    private SymbolError ResyncTooOften(long stream) => new(null, stream, new RequestError(
        RequestErrorCode.RateLimited,
        $"stream {stream} was resynced less than {environment.Options.ResyncInterval.TotalSeconds:0.###} s ago"));
}
