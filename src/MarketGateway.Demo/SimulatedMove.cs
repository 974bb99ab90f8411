using MarketGateway.Core.Books;

namespace MarketGateway.Demo;

/// <summary>
/// What one step of one instrument did: trades first, then the levels that are different now, then perhaps another best
/// bid or ask. Reused for every step; prices in tick sizes.
/// </summary>
internal sealed class SimulatedMove
{
    private readonly PriceLevel[] _bids = new PriceLevel[64];
    private readonly PriceLevel[] _asks = new PriceLevel[64];
    private readonly PriceLevel[] _trades = new PriceLevel[8];

    public int BidCount { get; private set; }

    public int AskCount { get; private set; }

    public int TradeCount { get; private set; }

    public Aggressor Aggressor { get; private set; }

    public ReadOnlySpan<PriceLevel> Bids => _bids.AsSpan(0, BidCount);

    public ReadOnlySpan<PriceLevel> Asks => _asks.AsSpan(0, AskCount);

    /// <summary>Gets the executions: price and size of each.</summary>
    public ReadOnlySpan<PriceLevel> Trades => _trades.AsSpan(0, TradeCount);

    public void Clear() => BidCount = AskCount = TradeCount = 0;

    public void AddTrade(long price, long size, Aggressor aggressor)
    {
        _trades[TradeCount++] = new PriceLevel(price, size);
        Aggressor = aggressor;
    }

    /// <summary>Notes the size a price has now; 0 when it is gone. A price touched twice is noted once.</summary>
    public void AddChange(int sign, long price, long size)
    {
        if (sign > 0)
        {
            BidCount = Put(_bids, BidCount, price, size);
        }
        else
        {
            AskCount = Put(_asks, AskCount, price, size);
        }
    }

    private static int Put(PriceLevel[] levels, int count, long price, long size)
    {
        for (var i = 0; i < count; i++)
        {
            if (levels[i].Price == price)
            {
                levels[i] = new PriceLevel(price, size);
                return count;
            }
        }

        levels[count] = new PriceLevel(price, size);
        return count + 1;
    }
}
