using MarketGateway.Core.Conflation;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>Makes the subscriptions of one session and joins them to their streams.</summary>
internal sealed class SubscriptionFactory(Session session, Market market, SessionCounters counters)
{
    /// <summary>Begins a subscription.</summary>
    public Subscription Acquire(
        SelectedSymbol selected, StreamKey key, StreamParameters parameters, bool isOnce)
    {
        var symbol = selected.Symbol;
        var subscription = Make(symbol, parameters, isOnce ? null : selected.Pattern, isOnce);
        subscription.Stream = symbol.Acquire(key, market.StreamNumbers, subscription, selected.Outset);
        subscription.ToldStatus = subscription.Stream.Status;
        subscription.ToldGeneration = subscription.Stream.Generation;
        return subscription;
    }

    /// <summary>Makes the successor of a subscription, which stands where that one stood.</summary>
    public Subscription Exchange(Subscription held, StreamKey key, StreamParameters parameters)
    {
        var symbol = held.Stream.Symbol;
        var successor = Make(symbol, parameters, held.Pattern, isOnce: false);
        successor.IsPaused = held.IsPaused;

        // Read before the cursor is taken over: by then the request is there, or what it has turned into.
        var isResyncRequested = held.IsResyncRequested;
        successor.Stream = symbol.Exchange(held.Stream, held, key, market.StreamNumbers, successor);
        if (isResyncRequested || !StreamRules.ShowsNothingNew(held.Stream.Key, key))
        {
            successor.RequestSnapshot();
        }

        return successor;
    }

    /// <summary>Puts a subscription to where the client offered to go on; false when it begins anew.</summary>
    public bool TryResume(ResumeOffer? offer, Subscription subscription)
    {
        if (offer is null || !offer.Streams.TryGetValue(subscription.Stream.Symbol.Symbol, out var point))
        {
            return false;
        }

        var epoch = market.Epoch;
        var isResumed = false;
        if (offer.Epoch == epoch.Name)
        {
            isResumed = subscription.Stream.TryResume(subscription, point);
        }

        counters.CountResumed(isResumed ? ResumeKind.Delta : ResumeKind.Snapshot);
        return isResumed;
    }

    private Subscription Make(
        MarketSymbol symbol, StreamParameters parameters, PatternSubscription? pattern, bool isOnce)
    {
        var subscription = new Subscription(session)
        {
            Parameters = parameters,
            Pattern = pattern,
            IsOnce = isOnce,
        };
        subscription.SetPriceMove(parameters.MinPriceMove * symbol.TickSizeIn(symbol.ChannelOf(parameters.Channel).Generation));
        return subscription;
    }
}
