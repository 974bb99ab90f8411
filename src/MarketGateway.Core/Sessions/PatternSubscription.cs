using MarketGateway.Core.Conflation;
using MarketGateway.Core.Instruments;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>A pattern that keeps matching symbols which appear later, and the request it came with.</summary>
internal sealed record PatternSubscription(SymbolPattern Pattern, SubscribeRequest Request)
{
    public bool Matches(MarketSymbol symbol) =>
        Pattern.Matches(symbol.Symbol) &&
        (Request.Filter is not { } filter || (symbol.Definition is { } definition && filter.Matches(definition)));
}
