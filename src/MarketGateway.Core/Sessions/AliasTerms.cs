using MarketGateway.Core.Delivery;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>The terms of a subscription that was asked for by another name than its symbol's.</summary>
/// <param name="parameters">The effective parameters.</param>
/// <param name="alias">The name.</param>
/// <param name="known">The symbol that its client knows it to stand for; null: none any more.</param>
internal sealed class AliasTerms(StreamParameters parameters, string alias, string? known) : SubscriptionTerms(parameters)
{
    public string Alias => alias;

    public string? KnownSymbol => known;

    public override SubscriptionTerms With(StreamParameters parameters) => new AliasTerms(parameters, alias, known);
}
