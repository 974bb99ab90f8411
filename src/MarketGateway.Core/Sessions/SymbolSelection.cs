using MarketGateway.Core.Conflation;
using MarketGateway.Core.Instruments;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>Resolves the names and patterns of a request to symbols, and notes what cannot be resolved.</summary>
internal static class SymbolSelection
{
    /// <param name="market">Where the symbols are.</param>
    /// <param name="rights">What the client may see; patterns stand for nothing else.</param>
    /// <param name="texts">Names and patterns.</param>
    /// <param name="answer">Gets an error per text that means nothing, and the number of matches per pattern.</param>
    /// <param name="patternsMax">How many patterns a session may hold: what a refusal names.</param>
    /// <param name="tryHold">Asked before a pattern is used; null refuses it.</param>
    public static List<SelectedSymbol> Select(
        Market market,
        SessionRights rights,
        IReadOnlyList<string> texts,
        SubscribeAnswer answer,
        int patternsMax,
        Func<SymbolPattern, PatternSubscription?> tryHold)
    {
        var selected = new OrderedDictionary<MarketSymbol, PatternSubscription?>(texts.Count);
        foreach (var text in texts)
        {
            if (!SymbolPattern.IsValid(text))
            {
                answer.Refuse(text, RequestErrorCode.BadPattern, $"'{RequestFields.Shorten(text)}' is not a symbol or pattern: 1 to {SymbolPattern.LengthMax} characters without white space or commas");
            }
            else if (SymbolPattern.IsPattern(text))
            {
                if (tryHold(new SymbolPattern(text)) is { } pattern)
                {
                    SelectMatches(market, rights, pattern, answer, selected);
                }
                else
                {
                    answer.Refuse(text, RequestErrorCode.LimitPatterns, $"'{text}' is one pattern more than limits.patterns ({patternsMax})");
                }
            }
            else if (!rights.Allows(text))
            {
                var (code, message) = StreamRules.NotAllowed(text);
                answer.Refuse(text, code, message);
            }
            else if (market.Find(text) is { } symbol)
            {
                selected.TryAdd(symbol, null);
            }
            else
            {
                answer.Refuse(text, RequestErrorCode.UnknownSymbol, $"there is no symbol '{text}' now; a pattern such as '{text}*' waits for it");
            }
        }

        return [.. selected.Select(pair => new SelectedSymbol(pair.Key, pair.Value))];
    }

    private static void SelectMatches(
        Market market,
        SessionRights rights,
        PatternSubscription pattern,
        SubscribeAnswer answer,
        OrderedDictionary<MarketSymbol, PatternSubscription?> selected)
    {
        var matched = 0;
        foreach (var symbol in market.Catalog)
        {
            if (symbol.IsListed && pattern.Matches(symbol) && rights.Allows(symbol.Symbol))
            {
                selected.TryAdd(symbol, pattern);
                pattern.TryBring(symbol);
                matched++;
            }
        }

        answer.Patterns.Add(new PatternMatch(pattern.Pattern.Text, matched));
    }
}
