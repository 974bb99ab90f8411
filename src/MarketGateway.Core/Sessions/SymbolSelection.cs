using MarketGateway.Core.Conflation;
using MarketGateway.Core.Instruments;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>Resolves the names and patterns of a request to symbols, and notes what cannot be resolved.</summary>
internal static class SymbolSelection
{
    /// <param name="market">Where the symbols are.</param>
    /// <param name="texts">Names and patterns.</param>
    /// <param name="filter">Attributes that symbols found by pattern must have.</param>
    /// <param name="answer">Gets an error per text that means nothing, and the number of matches per pattern.</param>
    /// <param name="tryHold">Asked before a pattern is used; false refuses it.</param>
    public static List<MarketSymbol> Select(
        Market market,
        IReadOnlyList<string> texts,
        AttributeFilter? filter,
        SubscribeAnswer answer,
        Func<SymbolPattern, bool> tryHold)
    {
        var selected = new List<MarketSymbol>(texts.Count);
        foreach (var text in texts)
        {
            if (!SymbolPattern.IsValid(text))
            {
                answer.Refuse(text, RequestErrorCode.BadPattern, $"'{RequestFields.Shorten(text)}' is not a symbol or pattern: 1 to {SymbolPattern.LengthMax} characters without white space or commas");
            }
            else if (SymbolPattern.IsPattern(text))
            {
                SelectMatches(market, new SymbolPattern(text), filter, answer, tryHold, selected);
            }
            else if (market.Find(text) is { } symbol)
            {
                selected.Add(symbol);
            }
            else
            {
                answer.Refuse(text, RequestErrorCode.UnknownSymbol, $"there is no symbol '{text}' now; a pattern such as '{text}*' waits for it");
            }
        }

        return selected;
    }

    private static void SelectMatches(
        Market market,
        SymbolPattern pattern,
        AttributeFilter? filter,
        SubscribeAnswer answer,
        Func<SymbolPattern, bool> tryHold,
        List<MarketSymbol> selected)
    {
        if (!tryHold(pattern))
        {
            answer.Refuse(pattern.Text, RequestErrorCode.LimitPatterns, $"'{pattern.Text}' is one pattern more than a session may hold");
            return;
        }

        var before = selected.Count;
        foreach (var symbol in market.Catalog)
        {
            if (symbol.IsListed && pattern.Matches(symbol.Symbol) &&
                (filter is null || (symbol.Definition is { } definition && filter.Matches(definition))))
            {
                selected.Add(symbol);
            }
        }

        answer.Patterns.Add(new PatternMatch(pattern.Text, selected.Count - before));
    }
}
