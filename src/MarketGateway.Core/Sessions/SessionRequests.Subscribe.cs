using System.Runtime.InteropServices;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Delivery;
using MarketGateway.Core.Instruments;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <content>How subscriptions begin: by a request, by a pattern, or in another one's place.</content>
internal sealed partial class SessionRequests
{
    /// <summary>Subscribes to a symbol that has appeared, where a pattern matches it.</summary>
    public void OnAppeared(MarketSymbol symbol, long outset)
    {
        SendAliases();
        foreach (var pattern in _patterns.All)
        {
            if (!symbol.IsListed || !pattern.Matches(symbol) || !Rights.Allows(symbol.Symbol)
                || IsHeld(symbol, pattern.Request) || !pattern.TryBring(symbol))
            {
                continue;
            }

            var answer = new SubscribeAnswer(SubscribeAnswer.Subscribed);
            if (Begin(pattern.Request, new SelectedSymbol(symbol, pattern, outset), null, answer) is { } begun)
            {
                begun.Stream.Cohort.SeeTo(begun, environment.Clock.NowMs);
            }

            session.Answers.Add((ref writer) => answer.Write(ref writer, pattern.Request.Id, more: false));
            session.Lane.MakeReady(session);
        }
    }

    /// <summary>Ends what is not allowed any more, and looks at all symbols anew for the patterns.</summary>
    public void OnRightsChanged()
    {
        var answer = new StreamAnswer("unsubscribed");
        foreach (var slot in Held.Slots)
        {
            if (WhyNotAllowed(slot) is { } message)
            {
                var stream = Held.StreamOf(slot);
                (Held.TermsOf(slot) as PatternTerms)?.Pattern.Withdraw(stream.Symbol);
                Held.End(slot);
                answer.Streams.Add(stream.Number);
                answer.Refuse(stream.Number, RequestErrorCode.NotAllowed, message);
            }
        }

        if (answer.Streams.Count > 0)
        {
            session.Answers.Add((ref writer) => answer.Write(ref writer, id: null));
        }

        if (_patterns.Count > 0)
        {
            _work = new CatalogWork(this, environment.Market);
        }
    }

    private string? WhyNotAllowed(int slot)
    {
        var symbol = Held.StreamOf(slot).Symbol.Symbol;
        var parameters = Held.TermsOf(slot).Parameters;
        return !Rights.Allows(symbol) ? $"'{symbol}' is not allowed any more"
            : parameters.Grouping > 1 && !Rights.AllowsGrouping
                ? $"of '{symbol}' levels may not be summed up now; subscribe to it again without 'grouping'"
            : Rights.Limit(parameters) != parameters
                ? $"of '{symbol}' no more than {Rights.DepthMax} levels per side are allowed now; subscribe to it again"
            : null;
    }

    private bool IsHeld(MarketSymbol symbol, SubscribeRequest request) =>
        StreamRules.TryMakeKey(symbol, Rights, Rights.Limit(request.Parameters), filter: null, out var key) is null
        && symbol.FindStream(key) is { } stream && Held.Find(stream.Number) >= 0;

    /// <summary>Begins a subscription; null, and an error in the answer, where that cannot be.</summary>
    private OwnCursor? Begin(
        SubscribeRequest request, in SelectedSymbol selected, SubscriptionTerms? shared, SubscribeAnswer answer)
    {
        var symbol = selected.Symbol;
        var name = selected.Alias ?? symbol.Symbol;
        var parameters = shared?.Parameters ?? Rights.Limit(request.Parameters);
        if (StreamRules.TryMakeKey(symbol, Rights, parameters, request.Filter, out var key) is { } error)
        {
            answer.Refuse(name, error.Code, error.Message);
            return null;
        }

        if (symbol.FindStream(key) is { } existing && Held.Find(existing.Number) >= 0)
        {
            answer.Refuse(name, RequestErrorCode.AlreadySubscribed, $"this session holds '{symbol.Symbol}' in channel '{WireName.Of(key.Channel)}' with those parameters already");
            return null;
        }

        if (Held.Count >= environment.Options.SubscriptionsMax)
        {
            answer.Refuse(name, RequestErrorCode.LimitSubscriptions, $"'{symbol.Symbol}' is one stream more than limits.subscriptions ({environment.Options.SubscriptionsMax})");
            return null;
        }

        var own = Make(symbol, MakeTerms(selected, parameters, shared));
        var stream = Acquire(symbol, key, own, selected.Outset);
        Held.Add(own, stream);
        var described = Describe(stream, parameters, own, TryResume(selected.Resume, stream, own));
        answer.Add(described with { Alias = selected.Alias }, request);
        return own;
    }

    private OwnCursor? BeginOnce(SnapshotRequest request, in SelectedSymbol selected, SubscribeAnswer answer)
    {
        var symbol = selected.Symbol;
        var parameters = Rights.Limit(request.Parameters);
        if (StreamRules.TryMakeKey(symbol, Rights, parameters, request.Filter, out var key) is { } error)
        {
            answer.Refuse(selected.Alias ?? symbol.Symbol, error.Code, error.Message);
            return null;
        }

        var own = Make(symbol, new SubscriptionTerms(parameters));
        var stream = Acquire(symbol, key with { IsOnce = true }, own, selected.Outset);
        Held.AddOnce(own, stream);
        answer.Streams.Add(Describe(stream, parameters, own, isResumed: false) with { Alias = selected.Alias });
        return own;
    }

    private OwnCursor Make(MarketSymbol symbol, SubscriptionTerms terms)
    {
        var parameters = terms.Parameters;
        var own = new OwnCursor(session, terms) { History = parameters.History, ChangedAt = environment.Clock.NowMs };
        own.SetPriceMove(parameters.MinPriceMove * symbol.TickSizeIn(symbol.ChannelOf(parameters.Channel).Generation));
        return own;
    }

    private MarketStream Acquire(MarketSymbol symbol, StreamKey key, OwnCursor own, long outset)
    {
        var stream = symbol.Acquire(key, environment.Market.StreamNumbers, own, outset);
        own.SentStatus = stream.Status;
        own.SentGeneration = stream.Generation;
        return stream;
    }

    /// <summary>Puts a subscription to where the client offered to go on; false when it begins anew.</summary>
    private bool TryResume(ResumeTerms? terms, MarketStream stream, OwnCursor own)
    {
        if (terms?.Find(stream) is not { } offer)
        {
            return false;
        }

        // The log of this turn is what its flushes speak of. A client that has yet to be told of it, behind this answer,
        // takes all before for void.
        var isResumed = terms.Epoch == session.Lane.EpochName && session.SentEpoch == session.Lane.Epoch
            && (offer.Point is { } point ? stream.TryResume(own, point) : stream.TryResumeAfter(own, offer.Offset));
        environment.Counters.CountResumed(isResumed ? ResumeKind.Delta : ResumeKind.Snapshot);
        return isResumed;
    }

    private void Update(UpdateRequest request, long now)
    {
        var found = new StreamAnswer("updated");
        var slots = Find(request.Streams, found);
        var answer = new SubscribeAnswer("updated");
        answer.Errors.AddRange(found.Errors);
        foreach (var slot in slots)
        {
            Update(slot, request.Changes, answer, now);
        }

        AnswerUpdated(answer, request.Id);
    }

    /// <summary>Gives a held stream other parameters; a stream that shows something else now has another number.</summary>
    private void Update(int slot, ParameterChanges changes, SubscribeAnswer answer, long now)
    {
        var stream = Held.StreamOf(slot);
        var (symbol, number, held) = (stream.Symbol, stream.Number, Held.TermsOf(slot));
        if (StreamRules.TryChangeKey(stream, held.Parameters, Rights, changes, out var parameters, out var key) is { } error)
        {
            answer.Refuse(number, error.Code, error.Message);
            return;
        }

        if (symbol.FindStream(key) is { } other && other != stream && Held.Find(other.Number) >= 0)
        {
            answer.Refuse(number, RequestErrorCode.AlreadySubscribed, $"this session holds '{symbol.Symbol}' with those parameters already");
            return;
        }

        // What the client was sent last decides what its parameters mean, as long as it was not sent other scales.
        var own = Held.EnsureOwn(slot);
        if (key == stream.Key)
        {
            Held.ChangeTerms(slot, held.With(parameters));
            own.SetPriceMove(parameters.MinPriceMove * symbol.TickSizeIn(own.SentGeneration!));
            answer.Streams.Add(Describe(stream, parameters, own, stream.LeadsOnFrom(own)) with { Was = number });
            Wake(own, now);
            return;
        }

        var successor = Exchange(slot, own, key, held.With(parameters));
        var next = Held.StreamOf(slot);
        answer.Streams.Add(Describe(next, parameters, successor, next.LeadsOnFrom(successor)) with { Was = number });
        Wake(successor, now);
    }

    private OwnCursor Exchange(int slot, OwnCursor own, StreamKey key, SubscriptionTerms terms)
    {
        var stream = own.Stream.Stream;
        var symbol = stream.Symbol;
        var successor = Make(symbol, terms);
        var next = symbol.Exchange(stream, own, key, environment.Market.StreamNumbers, successor);
        Held.Replace(slot, successor, next);
        if (!StreamRules.ShowsNothingNew(stream.Key, key))
        {
            successor.RequestSnapshot();
        }

        return successor;
    }

    private static void Wake(OwnCursor own, long now)
    {
        own.On(SubscriptionEvent.Changed);
        if (own.ChangedAt == 0)
        {
            own.ChangedAt = now;
        }

        own.Stream.Cohort.SeeTo(own, now);
    }

    /// <summary>Begins and acknowledges subscriptions part by part, so that data may flow between them.</summary>
    private sealed class SubscribeWork : IPartialWork
    {
        private readonly SessionRequests _requests;
        private readonly SubscribeRequest _request;
        private readonly SubscribeAnswer _answer = new(SubscribeAnswer.Subscribed);
        private readonly SymbolSelection _selection;
        private readonly Dictionary<PatternSubscription, SubscriptionTerms> _patternTerms = [];
        private readonly SubscriptionTerms _terms;
        private List<SelectedSymbol>? _symbols;
        private ResumeTerms? _resume;
        private int _next;

        public SubscribeWork(SessionRequests requests, SubscribeRequest request)
        {
            (_requests, _request) = (requests, request);
            _terms = requests.Session.Lane.Terms.Of(requests.Rights.Limit(request.Parameters));
            _selection = new SymbolSelection(
                requests.Environment.Market, request.Symbols, _answer, requests.Environment.Options.PatternsMax, TryHold);
        }

        public bool Advance(long now)
        {
            if (_symbols is null)
            {
                _selection.Advance(_requests.Rights);
                if (!_selection.IsDone)
                {
                    return false;
                }

                _symbols = _selection.Selected;
                _resume = ResumeTerms.Of(_request, _symbols);
                _requests.Held.Reserve(Math.Min(_symbols.Count, PartLength));
            }

            var end = Math.Min(_next + PartLength, _symbols.Count);
            var begun = new List<OwnCursor>(end - _next);
            foreach (ref readonly var symbol in CollectionsMarshal.AsSpan(_symbols)[_next..end])
            {
                if (_requests.Begin(_request, symbol with { Resume = _resume }, TermsOf(symbol.Pattern), _answer) is { } own)
                {
                    begun.Add(own);
                }
            }

            _next = end;
            var (answer, more) = (_answer, end < _symbols.Count);
            _requests.AnswerSubscribed(answer, _request.Id, more);
            _requests.SendAliases();
            _requests.Held.ReserveMember(_terms, begun.Count);
            foreach (var own in begun)
            {
                own.Stream.Cohort.SeeTo(own, now);
            }

            return !more;
        }

        private PatternSubscription? TryHold(SymbolPattern pattern)
        {
            var held = _requests._patterns.TryHold(PatternSubscription.Of(pattern, _request));
            _requests.Session.Lane.SetWaiting(_requests.Session, _requests._patterns.Count > 0 || _requests._hasAliases);
            return held;
        }

        private SubscriptionTerms TermsOf(PatternSubscription? pattern)
        {
            if (pattern is null)
            {
                return _terms;
            }

            if (!_patternTerms.TryGetValue(pattern, out var terms))
            {
                _patternTerms.Add(pattern, terms = new PatternTerms(_terms.Parameters, pattern));
            }

            return terms;
        }
    }

    /// <summary>Begins subscriptions that end with their first message.</summary>
    private sealed class SnapshotWork : IPartialWork
    {
        private readonly SessionRequests _requests;
        private readonly SnapshotRequest _request;
        private readonly SubscribeAnswer _answer = new(SubscribeAnswer.Snapshot);
        private readonly SymbolSelection _selection;
        private List<SelectedSymbol>? _symbols;
        private int _patterns;
        private int _next;

        public SnapshotWork(SessionRequests requests, SnapshotRequest request)
        {
            (_requests, _request) = (requests, request);
            _selection = new SymbolSelection(
                requests.Environment.Market, request.Symbols, _answer, requests.Environment.Options.PatternsMax, TryUse);
        }

        public bool Advance(long now)
        {
            if (_symbols is null)
            {
                _selection.Advance(_requests.Rights);
                if (!_selection.IsDone)
                {
                    return false;
                }

                _symbols = _selection.Selected;
            }

            var end = Math.Min(_next + PartLength, _symbols.Count);
            var begun = new List<OwnCursor>(end - _next);
            foreach (ref readonly var symbol in CollectionsMarshal.AsSpan(_symbols)[_next..end])
            {
                if (_requests.BeginOnce(_request, symbol, _answer) is { } own)
                {
                    begun.Add(own);
                }
            }

            _next = end;
            var more = end < _symbols.Count;
            _requests.AnswerSubscribed(_answer, _request.Id, more);
            foreach (var own in begun)
            {
                own.Stream.Cohort.SeeTo(own, now);
            }

            return !more;
        }

        private PatternSubscription? TryUse(SymbolPattern pattern) =>
            ++_patterns <= _requests.Environment.Options.PatternsMax ? PatternSubscription.Of(pattern, _request) : null;
    }

    /// <summary>Looks at all symbols anew, for patterns that may bring more of them now.</summary>
    private sealed class CatalogWork(SessionRequests requests, Market market) : IPartialWork
    {
        private const int SymbolsPerPart = 4_096;

        private int _next;

        public bool Advance(long now)
        {
            var catalog = market.Catalog;
            var end = Math.Min(_next + SymbolsPerPart, catalog.Length);
            foreach (var symbol in catalog[_next..end])
            {
                requests.OnAppeared(symbol, symbol.CountTrades());
            }

            _next = end;
            return end == catalog.Length;
        }
    }

    private void AnswerSubscribed(SubscribeAnswer answer, long? id, bool more)
    {
        session.Answers.Add((ref writer) => answer.Write(ref writer, id, more));
        environment.Counters.CountRefused(answer.Errors);
        answer.Clear();
    }
}
