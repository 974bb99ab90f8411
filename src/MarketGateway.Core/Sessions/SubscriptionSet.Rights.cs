using MarketGateway.Core.Conflation;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <content>What becomes of streams when the rights of their session change.</content>
internal sealed partial class SubscriptionSet
{
    /// <summary>Ends what is not allowed any more, and looks at all symbols anew for the patterns.</summary>
    public void OnRightsChanged(ReadOnlySpan<MarketSymbol> catalog, StreamAnswer answer)
    {
        lock (_gate)
        {
            var rights = session.Rights;
            foreach (var held in _held.ToList())
            {
                if (WhyNotAllowed(rights, held) is { } message)
                {
                    var number = held.Stream.Number;
                    held.Pattern?.Withdraw(held.Stream.Symbol);
                    EndNeedsGate(held);
                    answer.Streams.Add(number);
                    answer.Refuse(number, RequestErrorCode.NotAllowed, message);
                }
            }

            foreach (var symbol in _patterns.Count > 0 ? catalog : [])
            {
                _appeared.TryAdd(symbol, symbol.CountTrades());
            }
        }

        session.Flushes.Wake();
    }

    private static string? WhyNotAllowed(SessionRights rights, Subscription held)
    {
        var symbol = held.Stream.Symbol.Symbol;
        return !rights.Allows(symbol) ? $"'{symbol}' is not allowed any more"
            : held.Parameters.Grouping > 1 && !rights.AllowsGrouping
                ? $"of '{symbol}' levels may not be summed up now; subscribe to it again without 'grouping'"
            : rights.Limit(held.Parameters) != held.Parameters
                ? $"of '{symbol}' no more than {rights.DepthMax} levels per side are allowed now; subscribe to it again"
            : null;
    }
}
