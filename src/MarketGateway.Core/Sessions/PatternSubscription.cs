using MarketGateway.Core.Conflation;
using MarketGateway.Core.Instruments;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>
/// A pattern that keeps matching symbols which appear later, and the request it came with. Owned by the session's lane.
/// </summary>
internal sealed record PatternSubscription(SymbolPattern Pattern, SubscribeRequest Request)
{
    private readonly HashSet<MarketSymbol> _brought = [];

    /// <summary>
    /// Notes that the pattern brings a symbol to its session; false when it did so before, whatever the client has made
    /// of it since.
    /// </summary>
    public bool TryBring(MarketSymbol symbol) => _brought.Add(symbol);

    /// <summary>Notes that a symbol is taken from its session by other rights; when they come back, so does it.</summary>
    public void Withdraw(MarketSymbol symbol) => _brought.Remove(symbol);

    /// <summary>Keeps of a request what symbols that appear later need: not the others that it named, nor its offers.</summary>
    public static PatternSubscription Of(SymbolPattern pattern, SubscribeRequest request) =>
        new(pattern, request with { Symbols = [], Resume = null });

    /// <summary>Makes a pattern that selects once and is not held.</summary>
    public static PatternSubscription Of(SymbolPattern pattern, SnapshotRequest request) =>
        new(pattern, new SubscribeRequest(request.Id, [], request.Parameters, request.Filter, Resume: null));

    public bool Matches(MarketSymbol symbol) =>
        Pattern.Matches(symbol.Symbol) &&
        symbol.Definition is { } definition && Request.Filter?.Matches(definition) != false;

    /// <summary>True when it brings what another one brings, in the same way.</summary>
    public bool IsSameAs(PatternSubscription other) => Pattern.Text == other.Pattern.Text
        && Request.Parameters == other.Request.Parameters && Request.Filter == other.Request.Filter;
}
