using MarketGateway.Core.Delivery;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>The terms of subscriptions that came with a pattern, and end with it.</summary>
internal sealed class PatternTerms(StreamParameters parameters, PatternSubscription pattern) : SubscriptionTerms(parameters)
{
    public PatternSubscription Pattern { get; } = pattern;

    public override SubscriptionTerms With(StreamParameters parameters) => new PatternTerms(parameters, Pattern);
}
