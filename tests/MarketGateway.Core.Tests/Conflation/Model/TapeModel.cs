using MarketGateway.Core.Books;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Tests.Conflation.Model;

/// <summary>
/// The trades that a client holds, as schemas/wire says what cancels and corrections do to them; and the same worked out
/// from the whole log.
/// </summary>
internal sealed class TapeModel
{
    private readonly List<(Trade Trade, bool IsCancelled)> _held = [];
    private long _since;

    /// <summary>Gets a value indicating whether every trade since the first was got: no roll-up stands for any.</summary>
    public bool IsComplete { get; private set; }

    public void Apply(WireMessage message, bool isFiltered)
    {
        if (message.From is null)
        {
            _held.Clear();
            IsComplete = !isFiltered;
            _since = message.Kind == DataKind.Trades && message.Trades.Count > 0
                ? message.Trades[0].Version - 1
                : message.To;
        }

        switch (message.Kind)
        {
            case DataKind.Trades:
                _held.AddRange(message.Trades.Select(trade => (trade, false)));
                break;
            case DataKind.TradeRollUp:
                IsComplete = false;
                break;
            default:
                Amend(_held, message.Amendment);
                break;
        }
    }

    /// <summary>Proves that what is held is what stands of the log after where the client began.</summary>
    public void AssertHolds(IEnumerable<Trade> log)
    {
        if (IsComplete)
        {
            Assert.Equal(
                StandingOf(log).Where(trade => trade.Version > _since),
                _held.Where(held => !held.IsCancelled).Select(held => held.Trade));
        }
    }

    /// <summary>The trades of a part of the log as they stand at its end.</summary>
    public static List<Trade> StandingOf(IEnumerable<Trade> log)
    {
        var trades = new List<(Trade Trade, bool IsCancelled)>();
        foreach (var entry in log)
        {
            if (entry.Kind == TradeKind.Execution)
            {
                trades.Add((entry, false));
            }
            else
            {
                Amend(trades, entry);
            }
        }

        return [.. trades.Where(trade => !trade.IsCancelled).Select(trade => trade.Trade)];
    }

    private static void Amend(List<(Trade Trade, bool IsCancelled)> trades, Trade entry)
    {
        var place = trades.FindLastIndex(held => held.Trade.TradeId == entry.TradeId);
        if (place < 0 || trades[place].IsCancelled)
        {
            return;
        }

        var (trade, _) = trades[place];
        trades[place] = entry.Kind == TradeKind.Cancel
            ? (trade, true)
            : (trade with { Price = entry.Price, Size = entry.Size, Aggressor = entry.Aggressor }, false);
    }
}
