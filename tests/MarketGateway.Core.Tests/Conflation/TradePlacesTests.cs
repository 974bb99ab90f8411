using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;

namespace MarketGateway.Core.Tests.Conflation;

public sealed class TradePlacesTests
{
    private const int RingLength = 8;

    [Fact]
    public void Whoever_lags_is_owed_the_sum_of_all_that_left_the_ring_behind_it_however_the_others_move()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var evictions = new TradeEvictions(summedMax: 1);
            var places = new TradePlaces(evictions) { SizeMin = 2 };
            List<Trade> trades = [];
            Dictionary<StreamCursor, int> cursors = [];
            for (var step = 0; step < 200; step++)
            {
                switch (random.Next(8))
                {
                    case < 4:
                        trades.Add(TradeOf(random, trades.Count + 1));
                        if (trades.Count > RingLength)
                        {
                            evictions.Evict(trades.Count - RingLength, trades[trades.Count - RingLength - 1]);
                        }

                        break;
                    case 4:
                        var begun = new StreamCursor();
                        begun.StandBehind(places.Behind(trades.Count));
                        cursors.Add(begun, trades.Count);
                        break;
                    case 5 when cursors.Count > 0:
                        var follower = new StreamCursor();
                        var (leader, behind) = cursors.ElementAt(random.Next(cursors.Count));
                        follower.StandBehind(leader.TradePlace);
                        cursors.Add(follower, behind);
                        break;
                    case 6 when cursors.Count > 0:
                        var moved = cursors.ElementAt(random.Next(cursors.Count)).Key;
                        moved.StandBehind(places.Behind(trades.Count));
                        cursors[moved] = trades.Count;
                        break;
                    case 7 when cursors.Count > 3:
                        var ended = cursors.ElementAt(random.Next(cursors.Count)).Key;
                        ended.StandBehind(null);
                        cursors.Remove(ended);
                        break;
                }

                var (asked, number) = cursors.Count == 0 ? default : cursors.ElementAt(random.Next(cursors.Count));
                if (asked is not null)
                {
                    AssertIsSumOf(trades, number, places.SumFrom(asked.TradePlace));
                }
            }
        }
    }

    [Fact]
    public void A_sum_over_two_scales_is_in_the_finer_ones()
    {
        var evictions = new TradeEvictions(summedMax: 1);
        var places = new TradePlaces(evictions);
        var (first, second) = (new StreamCursor(), new StreamCursor());
        first.StandBehind(places.Behind(0));
        second.StandBehind(places.Behind(1));

        evictions.Evict(1, new Trade(1, 1, Price: 100, Size: 2, Aggressor.Buy, 1));
        places.Refine(priceDigits: 1, sizeDigits: 0);
        evictions.Evict(2, new Trade(2, 2, Price: 1010, Size: 2, Aggressor.Buy, 2));

        var both = places.SumFrom(first.TradePlace)!;
        Assert.Equal((2L, 1010L, 1000L, 10_050_000L), (both.Count, both.High, both.Low, both.Vwap));
        Assert.Equal(1010, places.SumFrom(second.TradePlace)!.Low);
    }

    [Fact]
    public void Whoever_lags_with_one_size_too_many_is_not_summed_for_and_all_trades_are_for_everybody()
    {
        var evictions = new TradeEvictions(summedMax: 2);
        TradePlaces[] sizes = [.. Enumerable.Range(0, 5).Select(size => new TradePlaces(evictions) { SizeMin = (size + 1) % 5, IsOfAll = size == 4 })];
        var cursors = Array.ConvertAll(sizes, places =>
        {
            var cursor = new StreamCursor();
            cursor.StandBehind(places.Behind(0));
            return cursor;
        });

        evictions.Evict(1, new Trade(1, 1, Price: 100, Size: 9, Aggressor.Buy, 1));
        evictions.Evict(2, new Trade(2, 2, Price: 100, Size: 9, Aggressor.Buy, 2));

        var summed = Array.FindAll(cursors, cursor => cursor.TradePlace is { IsUnknown: false });
        Assert.Equal(3, summed.Length);
        Assert.Contains(cursors[^1], summed);
        Assert.All(summed, static cursor => Assert.Equal(18, cursor.TradePlace!.Places.SumFrom(cursor.TradePlace)!.Volume));
        Assert.All(cursors.Except(summed), static cursor => Assert.Null(cursor.TradePlace!.Places.SumFrom(cursor.TradePlace)));

        // Once others have caught up there is room again.
        Array.ForEach(summed, static cursor => cursor.StandBehind(cursor.TradePlace!.Places.Behind(2)));
        var late = cursors.Except(summed).First();
        late.StandBehind(late.TradePlace!.Places.Behind(2));
        evictions.Evict(3, new Trade(3, 3, Price: 100, Size: 9, Aggressor.Buy, 3));
        Assert.Equal(3, late.TradePlace!.Places.SumFrom(late.TradePlace)!.LastVersion);
    }

    [Fact]
    public void Streams_that_nobody_follows_any_more_are_forgotten_although_no_trade_leaves()
    {
        var evictions = new TradeEvictions(summedMax: 1);
        var held = new StreamCursor();
        held.StandBehind(new TradePlaces(evictions).Behind(0));
        for (var i = 0; i < 10_000; i++)
        {
            var cursor = new StreamCursor();
            cursor.StandBehind(new TradePlaces(evictions) { SizeMin = i }.Behind(0));
            cursor.StandBehind(null);
        }

        Assert.InRange(evictions.StandingCount, 1, 200);
        evictions.Evict(1, new Trade(1, 1, Price: 100, Size: 9, Aggressor.Buy, 1));
        Assert.Equal(9, held.TradePlace!.Places.SumFrom(held.TradePlace)!.Volume);
    }

    private static Trade TradeOf(Random random, long version) =>
        new(version, version * 10, random.Next(90, 110), random.Next(1, 9), Aggressor.Buy, version)
        {
            Kind = random.Next(5) == 0 ? TradeKind.Cancel : TradeKind.Execution,
        };

    private static void AssertIsSumOf(List<Trade> trades, int number, TradeRollUp? sum)
    {
        var evicted = trades.Count - RingLength;
        if (evicted <= number)
        {
            Assert.Null(sum);
            return;
        }

        var expected = new TradeRollUp();
        foreach (var trade in trades.GetRange(number, evicted - number))
        {
            expected.Fold(trade, sizeMin: 2);
        }

        Assert.Equal(Text(expected), Text(sum!));
    }

    private static string Text(TradeRollUp sum) =>
        $"{sum.Count} {sum.FirstVersion}-{sum.LastVersion} at {sum.OccurredAt}: {sum.Volume} {sum.High} {sum.Low} {sum.Vwap} "
        + (sum.Amendments is { } amendments ? string.Join(',', amendments.Select(trade => trade.Version)) : "too many");
}
