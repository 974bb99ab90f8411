using MarketGateway.Core.Conflation;
using MarketGateway.Core.Instruments;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>
/// Resolves the names and patterns of a request to symbols, text by text, and notes what cannot be resolved. Owned by the
/// session's lane.
/// </summary>
/// <param name="market">Where the symbols are.</param>
/// <param name="texts">Names and patterns; what stands there twice counts once.</param>
/// <param name="answer">Gets an error per text that means nothing, and the number of matches per pattern.</param>
/// <param name="patternsMax">How many patterns a session may hold: what a refusal names.</param>
/// <param name="tryHold">Asked before a pattern is used; null refuses it.</param>
internal sealed class SymbolSelection(
    Market market,
    IReadOnlyList<string> texts,
    SubscribeAnswer answer,
    int patternsMax,
    Func<SymbolPattern, PatternSubscription?> tryHold)
{
    /// <summary>So many names are resolved at once, or one pattern.</summary>
    private const int NamesPerStep = 2_000;

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<MarketSymbol, PatternSubscription?> _selected = [];
    private readonly Dictionary<MarketSymbol, string> _aliases = [];
    private int _next;

    /// <summary>Gets a value indicating whether all texts have been resolved.</summary>
    public bool IsDone => _next == texts.Count;

    public List<SelectedSymbol> Selected =>
    [
        .. _selected.Select(pair => new SelectedSymbol(pair.Key, pair.Value) { Alias = _aliases.GetValueOrDefault(pair.Key) })
    ];

    /// <summary>Resolves some more texts: no more than others can wait for.</summary>
    public void Advance(SessionRights rights)
    {
        for (var count = 0; count < NamesPerStep && _next < texts.Count; count++)
        {
            var text = texts[_next++];
            if (_seen.Add(text) && Resolve(text, rights))
            {
                return;
            }
        }
    }

    /// <summary>Resolves one text; true when that has looked at all symbols.</summary>
    private bool Resolve(string text, SessionRights rights)
    {
        if (!SymbolPattern.IsValid(text))
        {
            var why = SymbolText.FindInvisible(text) is { } invisible ? $"it has {invisible}, which cannot be seen"
                : $"1 to {SymbolPattern.LengthMax} characters that can be seen, without commas, blanks only inside";
            answer.Refuse(text, RequestErrorCode.BadPattern, $"'{RequestFields.Shorten(text)}' is not a symbol or pattern: {why}");
        }
        else if (SymbolPattern.IsPattern(text))
        {
            if (tryHold(new SymbolPattern(text)) is { } pattern)
            {
                SelectMatches(pattern, rights);
                return true;
            }

            answer.Refuse(text, RequestErrorCode.LimitPatterns, $"'{text}' is one pattern more than limits.patterns ({patternsMax})");
        }
        else
        {
            ResolveName(text, rights);
        }

        return false;
    }

    private void ResolveName(string text, SessionRights rights)
    {
        var found = market.Find(text, out var symbol, out var fault);
        if (fault is null && !rights.Allows(symbol))
        {
            var (code, message) = StreamRules.NotAllowed(text);
            answer.Refuse(text, code, message);
            return;
        }

        var named = symbol == text ? $"'{text}'" : $"'{symbol}', for which '{text}' stands,";
        if (fault is not null)
        {
            answer.Refuse(text, RequestErrorCode.BadAlias, fault);
        }
        else if (found is not null)
        {
            Select(found, symbol == text ? null : text);
        }
        else if (market.ShardElsewhere(symbol) is { } shard)
        {
            answer.Refuse(text, RequestErrorCode.WrongShard, $"{named} is not here but on {shard}; GET /v1/shards says which symbols live where");
        }
        else
        {
            var message = symbol == text
                ? $"there is no symbol '{text}' now; a pattern such as '{text}*' waits for it"
                : $"there is no symbol '{symbol}' now, for which '{text}' stands";
            answer.Refuse(text, RequestErrorCode.UnknownSymbol, message);
        }
    }

    private void Select(MarketSymbol symbol, string? alias)
    {
        _selected.TryAdd(symbol, null);
        if (alias is not null && !_aliases.TryAdd(symbol, alias))
        {
            answer.Refuse(alias, RequestErrorCode.AlreadySubscribed, $"'{alias}' stands for '{symbol.Symbol}', as '{_aliases[symbol]}' does in the same request");
        }
    }

    private void SelectMatches(PatternSubscription pattern, SessionRights rights)
    {
        var matched = 0;
        foreach (var symbol in market.Catalog)
        {
            if (symbol.IsListed && pattern.Matches(symbol) && rights.Allows(symbol.Symbol))
            {
                _selected.TryAdd(symbol, pattern);
                pattern.TryBring(symbol);
                matched++;
            }
        }

        answer.Patterns.Add(new PatternMatch(pattern.Pattern.Text, matched));
    }
}
