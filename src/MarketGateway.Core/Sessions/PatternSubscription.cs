using MarketGateway.Core.Instruments;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>A pattern that keeps matching symbols which appear later, and the request it came with.</summary>
internal sealed record PatternSubscription(SymbolPattern Pattern, SubscribeRequest Request)
{
    /// <summary>Keeps of a request what symbols that appear later need: not the others that it named, nor its offers.</summary>
    public static PatternSubscription Of(string pattern, SubscribeRequest request) =>
        new(new SymbolPattern(pattern), request with { Symbols = [], Resume = null });
}
