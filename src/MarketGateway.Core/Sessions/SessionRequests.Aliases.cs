using System.Runtime.InteropServices;
using MarketGateway.Core.Delivery;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <content>
/// Names that stand for symbols. A stream that was asked for by one goes on with its symbol when the name moves on: prices of
/// two contracts are never one series. Its client is told, and asks anew.
/// </content>
internal sealed partial class SessionRequests
{
    private bool _hasAliases;
    private int _aliasesSeen;

    /// <summary>Whether a name stands for what is not there yet: its definition may come after the name has moved.</summary>
    private bool _isTargetAwaited;

    private SubscriptionTerms MakeTerms(in SelectedSymbol selected, StreamParameters parameters, SubscriptionTerms? shared)
    {
        if (selected.Alias is not { } alias)
        {
            return shared ?? (selected.Pattern is { } pattern ? new PatternTerms(parameters, pattern) : new SubscriptionTerms(parameters));
        }

        _hasAliases = true;
        session.Lane.SetWaiting(session, isWaiting: true);
        return new AliasTerms(parameters, alias, selected.Symbol.Symbol);
    }

    /// <summary>Tells of names that stand for another symbol than the client knows.</summary>
    private void SendAliases()
    {
        var aliases = environment.Market.Aliases;
        var revision = aliases.Revision;
        if (!_hasAliases || (revision == _aliasesSeen && !_isTargetAwaited))
        {
            return;
        }

        (_aliasesSeen, _isTargetAwaited) = (revision, false);
        var moved = new Dictionary<string, (string? Symbol, List<int> Streams)>(StringComparer.Ordinal);
        foreach (var slot in Held.Slots)
        {
            if (Held.TermsOf(slot) is not AliasTerms terms)
            {
                continue;
            }

            var symbol = environment.Market.Find(terms.Alias, out _, out _)?.Symbol;
            _isTargetAwaited |= symbol is null;
            if (symbol == terms.KnownSymbol)
            {
                continue;
            }

            Held.ChangeTerms(slot, new AliasTerms(terms.Parameters, terms.Alias, symbol));
            if (!moved.TryGetValue(terms.Alias, out var change))
            {
                moved.Add(terms.Alias, change = (symbol, []));
            }

            change.Streams.Add(Held.StreamOf(slot).Number);
        }

        foreach (var (alias, (symbol, streams)) in moved)
        {
            session.Answers.Add((ref writer) =>
                ControlWriter.WriteAlias(ref writer, alias, symbol, CollectionsMarshal.AsSpan(streams)));
        }

        if (moved.Count > 0)
        {
            session.Lane.MakeReady(session);
        }
    }
}
