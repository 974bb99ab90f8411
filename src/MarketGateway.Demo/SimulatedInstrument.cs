using System.Text;
using MarketGateway.Core.Books;
using MarketGateway.Core.Instruments;

namespace MarketGateway.Demo;

/// <summary>
/// One simulated instrument: its book, its price and its day. Stepped by the market that owns it, never by two threads.
/// </summary>
public sealed class SimulatedInstrument
{
    private static readonly int[] OrderLots = [1, 1, 1, 1, 2, 2, 3, 4, 5, 5, 8, 10, 10, 15, 20, 50];
    private static readonly int[] TradeLots = [1, 1, 1, 1, 1, 2, 2, 3, 5, 10];

    /// <summary>So many of the best levels of a side stand close together, as where orders are placed for real.</summary>
    private const int DenseLevels = 24;

    /// <summary>
    /// The most levels that a side gains or loses at the top in one step: more than the price moves in the fastest one.
    /// </summary>
    private const int LevelsPerStepMax = 8;

    private readonly SimulatedListing _listing;
    private readonly int _spread;
    private readonly int _stride;
    private readonly int _denseGap;
    private readonly long _span;
    private FairPrice _fair;

    internal SimulatedInstrument(SimulatedListing listing, SimulationRandom random)
    {
        _listing = listing;
        Key = Encoding.UTF8.GetBytes(listing.Symbol);
        var baseTicks = listing.BasePrice / listing.Definition.TickSize;

        // A price of many tick sizes (BTC in cents) moves by many at a time and has gaps between its levels; below 8
        // tick sizes at a time every price near the top has its level.
        _stride = (int)Math.Clamp(baseTicks / 50_000, 1, 1_000);
        _denseGap = Math.Max(1, _stride / 4);
        _span = (long)listing.Depth * (_stride + 1);
        _spread = 1 + (_stride / 8);
        _fair = new FairPrice(baseTicks, _stride);
        Day = new TradingDay(Price(baseTicks + random.Around((int)(baseTicks / 100))));
        Day.Begin(0, listing.BasePrice);
        Seed(Bids, baseTicks, random);
        Seed(Asks, baseTicks + _spread, random);
    }

    public string Symbol => _listing.Symbol;

    /// <summary>Gets the Kafka key: the symbol in UTF-8. Not to be changed.</summary>
    public byte[] Key { get; }

    public InstrumentDefinition Definition => _listing.Definition;

    internal SimulatedBookSide Bids { get; } = new(+1);

    internal SimulatedBookSide Asks { get; } = new(-1);

    internal TradingDay Day { get; }

    internal MarketPhase Phase { get; private set; } = MarketPhase.Open;

    /// <summary>Gets since when the phase is what it is, in simulated nanoseconds.</summary>
    internal long PhaseSince { get; private set; }

    /// <summary>Gets or sets when the phase was published first, so that its repeats say the same; 0: not yet.</summary>
    internal long PhaseOccurredAt { get; set; }

    internal long BookSequence { get; set; }

    internal long TickSequence { get; set; }

    internal long TradeCount { get; set; }

    internal int SnapshotCount { get; set; }

    internal long Price(long ticks) => ticks * _listing.Definition.TickSize;

    /// <summary>Says how many orders a size may be made of: some small ones, and a large one now and then.</summary>
    internal int OrdersOf(long size)
    {
        var lots = size / _listing.Lot;
        return size == 0 ? 0 : (int)(1 + (lots % 3 == 0 ? lots / 5 : lots / 2));
    }

    internal void Turn(MarketPhase phase, long now) => (Phase, PhaseSince, PhaseOccurredAt) = (phase, now, 0);

    internal void Kick(SimulationRandom random) => _fair.Kick(random);

    /// <summary>Lets one thing happen in this instrument's book and notes it in <paramref name="move"/>.</summary>
    internal void Step(SimulationRandom random, SimulatedMove move)
    {
        move.Clear();
        _fair.Step(random);
        var bid = (_fair.Value - ((long)(_spread - 1) << (FairPrice.Fraction - 1))) >> FairPrice.Fraction;
        var ask = bid + _spread;
        if (Asks.BestPrice < ask)
        {
            Retreat(Asks, ask, random, move);
            Follow(Bids, Math.Min(bid, Asks.BestPrice - 1), random, move);
        }
        else if (Bids.BestPrice > bid)
        {
            Retreat(Bids, bid, random, move);
            Follow(Asks, Math.Max(ask, Bids.BestPrice + 1), random, move);
        }
        else if (Asks.BestPrice > ask || Bids.BestPrice < bid)
        {
            Follow(Asks, ask, random, move);
            Follow(Bids, bid, random, move);
        }
        else if (random.Chance(15))
        {
            Take(random.Chance(50) ? Asks : Bids, _listing.Lot * TradeLots[random.Below(TradeLots.Length)], move);
        }
        else
        {
            Reorder(random.Chance(50) ? Asks : Bids, random, move);
        }

        Thicken(Bids, random, move);
        Thicken(Asks, random, move);
        KeepDepth(Bids, random, move);
        KeepDepth(Asks, random, move);
    }

    private void Seed(SimulatedBookSide side, long best, SimulationRandom random)
    {
        side.InsertAt(0, best, OrderSize(0, random));
        while (side.Count < _listing.Depth)
        {
            side.InsertAt(side.Count, NextWorse(side, random), OrderSize(side.Count, random));
        }
    }

    /// <summary>The price has left the best levels behind: they are bought up, or withdrawn.</summary>
    private static void Retreat(SimulatedBookSide side, long to, SimulationRandom random, SimulatedMove move)
    {
        if (random.Chance(40))
        {
            Take(side, random.Chance(20) ? Sweep(side, to) : side.BestSize, move);
        }
        else
        {
            Withdraw(side, move);
        }

        // What the price has passed is gone at once, however fast it moves.
        for (var i = 1; i < LevelsPerStepMax && side.IsBetter(side.BestPrice, to); i++)
        {
            Withdraw(side, move);
        }
    }

    /// <summary>
    /// Now and then an order takes a second and a third level, and half of the first that the price has not passed.
    /// </summary>
    private static long Sweep(SimulatedBookSide side, long to)
    {
        var size = side.BestSize;
        var levels = 1;
        for (; levels < 3 && side.IsBetter(side.PriceAt(levels), to); levels++)
        {
            size += side.SizeAt(levels);
        }

        return side.IsBetter(side.PriceAt(levels), to) ? size : size + (side.SizeAt(levels) / 2);
    }

    /// <summary>New orders follow the price, one level behind the other: it leaves no hole, however fast it moves.</summary>
    private void Follow(SimulatedBookSide side, long to, SimulationRandom random, SimulatedMove move)
    {
        for (var i = 0; i < LevelsPerStepMax && side.IsBetter(to, side.BestPrice); i++)
        {
            var price = side.BestPrice + (side.Sign * DenseGap(random));
            Insert(side, 0, side.IsBetter(price, to) ? to : price, OrderSize(0, random), move);
        }
    }

    /// <summary>Fills the first holes among the best levels: those that orders left which were withdrawn.</summary>
    private void Thicken(SimulatedBookSide side, SimulationRandom random, SimulatedMove move)
    {
        var holes = 0;
        var levels = Math.Min(DenseLevels, side.Count) - 1;
        for (var i = 0; i < levels && holes < 2; i++)
        {
            if ((side.PriceAt(i) - side.PriceAt(i + 1)) * side.Sign > _denseGap)
            {
                holes++;
                if (random.Chance(75))
                {
                    var price = side.PriceAt(i) - (side.Sign * DenseGap(random));
                    Insert(side, i + 1, price, OrderSize(i, random), move);
                }
            }
        }
    }

    private int DenseGap(SimulationRandom random) => _denseGap - random.Below((_denseGap + 1) / 2);

    private static void Withdraw(SimulatedBookSide side, SimulatedMove move)
    {
        move.AddChange(side.Sign, side.BestPrice, 0);
        side.RemoveAt(0);
    }

    private static void Take(SimulatedBookSide side, long size, SimulatedMove move)
    {
        var aggressor = side.Sign < 0 ? Aggressor.Buy : Aggressor.Sell;
        while (size > 0 && move.TradeCount < 4)
        {
            var taken = Math.Min(size, side.BestSize);
            var left = side.BestSize - taken;
            move.AddTrade(side.BestPrice, taken, aggressor);
            move.AddChange(side.Sign, side.BestPrice, left);
            size -= taken;
            if (left == 0)
            {
                side.RemoveAt(0);
            }
            else
            {
                side.SetSizeAt(0, left);
            }
        }
    }

    /// <summary>Somebody changes, adds or withdraws an order, most often near the top.</summary>
    private void Reorder(SimulatedBookSide side, SimulationRandom random, SimulatedMove move)
    {
        var changes = 1 + (random.Chance(30) ? random.Below(4) : 0);
        for (var i = 0; i < changes; i++)
        {
            var fromBest = random.Below(random.Below(side.Count) + 1);
            var what = random.Below(100);
            if (what < 12 && fromBest > 0 && side.Count > SimulatedBookSide.CountMin)
            {
                move.AddChange(side.Sign, side.PriceAt(fromBest), 0);
                side.RemoveAt(fromBest);
            }
            else if (what < 24 && HasGapBehind(side, fromBest))
            {
                var price = side.PriceAt(fromBest) - side.Sign;
                Insert(side, fromBest + 1, price, OrderSize(fromBest, random), move);
            }
            else
            {
                var size = OrderSize(fromBest, random);
                size += size == side.SizeAt(fromBest) ? _listing.Lot : 0;
                side.SetSizeAt(fromBest, size);
                move.AddChange(side.Sign, side.PriceAt(fromBest), size);
            }
        }
    }

    private static bool HasGapBehind(SimulatedBookSide side, int fromBest) =>
        side.Count < SimulatedBookSide.CountMax
        && fromBest + 1 < side.Count
        && side.PriceAt(fromBest + 1) != side.PriceAt(fromBest) - side.Sign;

    /// <summary>Refills a side that lost levels, trims one that grew, and cancels what the price has left far behind.</summary>
    private void KeepDepth(SimulatedBookSide side, SimulationRandom random, SimulatedMove move)
    {
        while (side.Count < SimulatedBookSide.CountMin || (side.Count < _listing.Depth && random.Chance(50)))
        {
            Refill(side, random, move);
        }

        while (side.Count > Math.Min(_listing.Depth + 4, SimulatedBookSide.CountMax - 1)
            || (Span(side) > _span && side.Count > SimulatedBookSide.CountMin))
        {
            move.AddChange(side.Sign, side.WorstPrice, 0);
            side.RemoveAt(side.Count - 1);
        }
    }

    /// <summary>Adds a level at the far end or, where that is far enough, in the first hole behind some level.</summary>
    private void Refill(SimulatedBookSide side, SimulationRandom random, SimulatedMove move)
    {
        var worse = NextWorse(side, random);
        if ((side.BestPrice - worse) * side.Sign <= _span)
        {
            Insert(side, side.Count, worse, OrderSize(side.Count, random), move);
            return;
        }

        // There is a hole: a span has more prices than a side has levels.
        var fromBest = random.Below(side.Count - 1);
        while (!HasGapBehind(side, fromBest))
        {
            fromBest = (fromBest + 1) % (side.Count - 1);
        }

        var hole = (int)((side.PriceAt(fromBest) - side.PriceAt(fromBest + 1)) * side.Sign) - 1;
        var price = side.PriceAt(fromBest) - (side.Sign * (1 + random.Below(hole)));
        Insert(side, fromBest + 1, price, OrderSize(fromBest, random), move);
    }

    private static long Span(SimulatedBookSide side) => (side.BestPrice - side.WorstPrice) * side.Sign;

    private static void Insert(SimulatedBookSide side, int fromBest, long price, long size, SimulatedMove move)
    {
        side.InsertAt(fromBest, price, size);
        move.AddChange(side.Sign, price, size);
    }

    /// <summary>Further out the levels are sparser.</summary>
    private long NextWorse(SimulatedBookSide side, SimulationRandom random)
    {
        var gap = side.Count < DenseLevels ? DenseGap(random)
            : 1 + (_stride == 1 ? random.Below(2) : random.Below(_stride * 2));
        return side.WorstPrice - (side.Sign * gap);
    }

    private long OrderSize(int fromBest, SimulationRandom random)
    {
        var size = _listing.Lot * OrderLots[random.Below(OrderLots.Length)] * (1 + (fromBest / 16));
        return random.Chance(20) ? size + random.Below((int)_listing.Lot) : size;
    }
}
