using System.Buffers;
using System.Security.Cryptography;
using MarketGateway.Core.Feed;
using MarketGateway.Demo;

namespace MarketGateway.Tests.Demo;

public sealed class SimulatedMarketTests
{
    private const int Many = 60_000;

    [Fact]
    public void At_least_60_instruments_trade_on_4_venues_in_3_asset_classes_with_different_scales()
    {
        var definitions = new SimulatedMarket(new SimulationOptions()).Instruments.Select(i => i.Definition).ToList();

        Assert.True(definitions.Count >= 60);
        Assert.True(definitions.Select(d => d.Venue).Distinct().Count() >= 4);
        Assert.True(definitions.Select(d => d.AssetClass).Distinct().Count() >= 3);
        Assert.True(definitions.Select(d => d.PriceScale).Distinct().Count() >= 4);
        Assert.True(definitions.Select(d => d.TickSize).Distinct().Count() >= 4);
        Assert.Equal(8, definitions.Max(d => d.SizeScale));
    }

    [Theory]
    [InlineData(64)]
    [InlineData(2_000)]
    public void Every_symbol_is_listed_once_and_its_book_cannot_reach_a_price_of_zero(int count)
    {
        var listings = SimulatedListings.First(count);

        Assert.Equal(count, listings.Select(l => l.Symbol).Distinct().Count());
        Assert.All(listings, l =>
        {
            var ticks = l.BasePrice / l.Definition.TickSize;
            Assert.Equal(0, l.BasePrice % l.Definition.TickSize);
            Assert.InRange(l.Depth, 27, 195);

            // The price may fall by about a third, and a book of stride 1 spans at most 2 tick sizes a level.
            Assert.True(ticks * 2 / 3 > 2 * (l.Depth + 4), l.Symbol);
        });
    }

    [Fact]
    public void Definitions_come_first_then_a_snapshot_a_phase_and_a_quote_of_every_symbol()
    {
        var market = new SimulatedMarket(new SimulationOptions());
        var update = new FeedUpdate();
        var kinds = new List<(FeedUpdateKind Kind, string Symbol)>();

        while (kinds.Count < 64 * 4)
        {
            Assert.True(market.TryNext(TimeSpan.Zero, update, out _, out var instrument));
            kinds.Add((update.Kind, instrument.Symbol));
        }

        Assert.All(kinds.Take(64), k => Assert.Equal(FeedUpdateKind.Instrument, k.Kind));
        Assert.Equal(64, kinds.Count(k => k.Kind == FeedUpdateKind.BookSnapshot));
        Assert.Equal(64, kinds.Count(k => k.Kind == FeedUpdateKind.Phase));
        Assert.Equal(64, kinds.Count(k => k.Kind == FeedUpdateKind.Quote));
        Assert.Equal(64, kinds.Distinct().Count(k => k.Kind == FeedUpdateKind.BookSnapshot));
    }

    [Theory]
    [InlineData(1, 64)]
    [InlineData(7, 64)]
    [InlineData(1, 300)]
    public void Books_never_cross_and_keep_25_to_200_levels_per_side(int seed, int instruments)
    {
        var replica = new MarketReplica(new SimulationOptions { Seed = seed, Instruments = instruments });

        replica.Run(Many, (_, topic, symbol) =>
        {
            if (topic == FeedTopic.Books)
            {
                var book = replica.Books[symbol];
                Assert.False(book.IsCrossed, symbol);
                Assert.InRange(book.Bids.Count, 25, 200);
                Assert.InRange(book.Asks.Count, 25, 200);
                Assert.True(book.Bids.Last().Key > 0);
                Assert.True(book.Bids.Values.Concat(book.Asks.Values).All(size => size > 0));
            }
        });
    }

    [Theory]
    [InlineData("ESH6", 1, 1)]
    [InlineData("ESH6", 1, 7)]
    [InlineData("EURUSD", 1, 1)]
    [InlineData("BTC-USD", 44, 1)]
    [InlineData("BTC-USD", 44, 7)]
    [InlineData("AAPL", 1, 1)]
    public void A_liquid_book_has_no_hole_near_the_top_also_when_the_price_moves_fast(string symbol, int gap, int seed)
    {
        var replica = new MarketReplica(new SimulationOptions { Seed = seed, Instruments = 8 });
        var spans = new List<long>();
        var first = 0L;
        var farthest = 0L;
        var tickSize = replica.Market.Instruments.Single(i => i.Symbol == symbol).Definition.TickSize;

        replica.Run(600_000, (update, _, changed) =>
        {
            if (changed == symbol && update.Kind == FeedUpdateKind.BookDelta)
            {
                var book = replica.Books[symbol];
                spans.Add((book.Bids.Keys.First() - book.Bids.Keys.ElementAt(9)) / tickSize / gap);
                spans.Add((book.Asks.Keys.ElementAt(9) - book.Asks.Keys.First()) / tickSize / gap);
                first = first == 0 ? book.Bids.Keys.First() : first;
                farthest = Math.Max(farthest, Math.Abs(book.Bids.Keys.First() - first) / tickSize / gap);
            }
        });

        Assert.True(farthest > 15, $"the price moved by {farthest} at most");
        Assert.True(spans.Max() <= 16, $"up to {spans.Max()}");
        Assert.InRange(spans.Average(), 3, 10.5);

        // Far levels are sparser, and do not stay where the price has long left.
        var last = replica.Books[symbol];
        var depth = SimulatedListings.First(8).Single(l => l.Symbol == symbol).Depth;
        Assert.All(new[] { last.Bids.Keys, last.Asks.Keys }, prices =>
        {
            Assert.InRange(prices.Count, depth - 8, depth + 4);
            Assert.True(Math.Abs(prices.First() - prices.Last()) <= tickSize * depth * 4L * (gap + 1));
        });
        Assert.True(replica.Market.Now > TimeSpan.FromMinutes(1), $"{replica.Market.Now}");
    }

    [Fact]
    public void A_quote_is_the_best_bid_and_ask_of_the_book_at_that_moment()
    {
        var replica = new MarketReplica(new SimulationOptions());
        var quotes = 0;

        replica.Run(Many, (update, _, symbol) =>
        {
            if (update.Kind == FeedUpdateKind.Quote)
            {
                var book = replica.Books[symbol];
                Assert.Equal((book.Bids.First().Key, book.Bids.First().Value), (update.BidPrice, update.BidSize));
                Assert.Equal((book.Asks.First().Key, book.Asks.First().Value), (update.AskPrice, update.AskSize));
                quotes++;
            }
        });

        Assert.InRange(quotes, Many / 10, Many / 2);
    }

    [Fact]
    public void The_book_always_has_the_best_bid_and_ask_of_the_last_quote_before_it_trades_again()
    {
        // A quote must not be missing: at the end of a step the last quote and the book agree.
        var replica = new MarketReplica(new SimulationOptions());
        var quoted = new Dictionary<string, (long?, long?)>();

        replica.Run(Many, (update, topic, symbol) =>
        {
            if (update.Kind == FeedUpdateKind.Quote)
            {
                quoted[symbol] = (update.BidPrice, update.AskPrice);
            }
            else if (update.Kind == FeedUpdateKind.Trade && replica.IsFirstOfStep)
            {
                var book = replica.Books[symbol];
                Assert.Equal(quoted[symbol], (book.Bids.First().Key, book.Asks.First().Key));
            }
        });
    }

    [Fact]
    public void A_trade_takes_liquidity_from_the_best_level_and_the_delta_after_it_says_so()
    {
        var replica = new MarketReplica(new SimulationOptions());
        var taken = new Dictionary<(string Symbol, Core.Books.Aggressor Aggressor, long Price), long>();
        var trades = 0;

        replica.Run(Many, (update, topic, symbol) =>
        {
            if (update.Kind == FeedUpdateKind.Trade)
            {
                var side = update.Aggressor == Core.Books.Aggressor.Buy
                    ? replica.Books[symbol].Asks : replica.Books[symbol].Bids;
                Assert.True(side.TryGetValue(update.Price, out var size), "it trades where there is a level");
                Assert.InRange(update.Size, 1, size);
                taken[(symbol, update.Aggressor, update.Price)] = size - update.Size;
                trades++;
            }
            else if (update.Kind == FeedUpdateKind.BookDelta && taken.Count > 0)
            {
                foreach (var ((tradedSymbol, aggressor, price), left) in taken)
                {
                    // On the side that was taken from: the other one may have followed to that very price.
                    Assert.Equal(symbol, tradedSymbol);
                    var side = aggressor == Core.Books.Aggressor.Buy ? update.Asks : update.Bids;
                    var found = side.ToArray().Single(l => l.Price == price);
                    Assert.Equal(left, found.Size);
                }

                taken.Clear();
            }
        });

        Assert.True(trades > Many / 50, $"{trades} trades");
    }

    [Fact]
    public void Day_statistics_follow_the_trades()
    {
        var replica = new MarketReplica(new SimulationOptions());
        var volumes = new Dictionary<string, long>();

        replica.Run(Many, (update, _, symbol) =>
        {
            if (update.Kind == FeedUpdateKind.Trade)
            {
                volumes[symbol] = volumes.GetValueOrDefault(symbol) + update.Size;
                Assert.Equal(volumes[symbol], update.Volume);
                Assert.InRange(update.Price, update.Low!.Value, update.High!.Value);
                Assert.InRange(update.Open!.Value, update.Low.Value, update.High.Value);
            }
            else if (update.Kind == FeedUpdateKind.Quote && update.PreviousClose is not null)
            {
                Assert.Equal(volumes.GetValueOrDefault(symbol), update.Volume);
            }
        });
    }

    [Fact]
    public void A_new_trading_day_begins_statistics_anew()
    {
        var replica = new MarketReplica(new SimulationOptions
        {
            Instruments = 4,
            TradingDay = TimeSpan.FromMinutes(1),
            BurstMultiplier = 1,
        });
        var last = new Dictionary<string, long>();
        var newDays = 0;

        replica.Run(400_000, (update, _, symbol) =>
        {
            if (update.Kind == FeedUpdateKind.Trade)
            {
                newDays += update.Volume == update.Size && last.ContainsKey(symbol) ? 1 : 0;
                last[symbol] = update.Price;
            }
        });

        Assert.True(replica.Market.Now > TimeSpan.FromMinutes(1), $"{replica.Market.Now}");
        Assert.True(newDays >= 4, $"{newDays} new days");
    }

    [Fact]
    public void Feed_sequences_have_no_gap_in_either_topic_and_a_snapshot_takes_no_number()
    {
        var replica = new MarketReplica(new SimulationOptions { Instruments = 64 }, firstSequence: 1_000);
        var books = new Dictionary<string, long>();
        var ticks = new Dictionary<string, long>();
        var repeated = 0;

        replica.Run(Many, (update, topic, symbol) =>
        {
            if (topic == FeedTopic.Ticks && update.Kind != FeedUpdateKind.Phase)
            {
                Assert.Equal(ticks.GetValueOrDefault(symbol, 999) + 1, update.Sequence);
                ticks[symbol] = update.Sequence;
            }
            else if (update.Kind == FeedUpdateKind.BookDelta)
            {
                Assert.Equal(books[symbol] + 1, update.Sequence);
                books[symbol] = update.Sequence;
            }
            else if (update.Kind == FeedUpdateKind.BookSnapshot)
            {
                repeated += books.ContainsKey(symbol) ? 1 : 0;
                Assert.Equal(books.GetValueOrDefault(symbol, 1_000), update.Sequence);
                books[symbol] = update.Sequence;
            }
        });

        Assert.True(repeated > 0);
    }

    [Fact]
    public void A_repeated_snapshot_says_what_the_deltas_led_to()
    {
        var replica = new MarketReplica(new SimulationOptions { SnapshotInterval = TimeSpan.FromSeconds(1) });
        var repeated = 0;

        replica.RunBeforeApplying(Many, (update, _, symbol) =>
        {
            if (update.Kind == FeedUpdateKind.BookSnapshot && replica.Books.TryGetValue(symbol, out var book))
            {
                Assert.Equal(book.Bids, update.Bids.ToArray().ToDictionary(l => l.Price, l => l.Size));
                Assert.Equal(book.Asks, update.Asks.ToArray().ToDictionary(l => l.Price, l => l.Size));
                repeated++;
            }
        });

        Assert.True(repeated > 64, $"{repeated} repeats");
    }

    [Fact]
    public void Prices_move_but_stay_within_a_third_of_where_they_began()
    {
        var replica = new MarketReplica(new SimulationOptions { Instruments = 8 });
        replica.Run(400_000, (_, _, _) => { });
        var moved = 0;

        foreach (var listing in SimulatedListings.First(8))
        {
            var price = (double)replica.Books[listing.Symbol].Bids.First().Key;
            moved += price != listing.BasePrice ? 1 : 0;
            Assert.InRange(price / listing.BasePrice, 2 / 3.0, 4 / 3.0);
        }

        Assert.InRange(moved, 6, 8);
    }

    [Fact]
    public void The_busiest_symbol_is_many_times_busier_than_the_quietest()
    {
        var counts = new Dictionary<string, int>();
        var replica = new MarketReplica(new SimulationOptions { BurstMultiplier = 1 });

        replica.Run(Many, (_, topic, symbol) => counts[symbol] = counts.GetValueOrDefault(symbol) + 1);

        Assert.Equal(64, counts.Count);
        Assert.True(counts["ESH6"] > 10 * counts["INTC"], $"{counts["ESH6"]} and {counts["INTC"]}");
    }

    [Fact]
    public void The_same_seed_gives_the_same_market_byte_for_byte()
    {
        var first = Encode(new SimulationOptions { Seed = 42 });

        Assert.Equal(first, Encode(new SimulationOptions { Seed = 42 }));
        Assert.NotEqual(first, Encode(new SimulationOptions { Seed = 43 }));
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        var market = new SimulatedMarket(new SimulationOptions());
        var update = new FeedUpdate();
        Generate(market, update, 100_000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Generate(market, update, 100_000);

        // Not a byte a record: what remains is rare (a book side that grows, a burst that begins).
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000 / 10);
    }

    [Fact]
    public void Wrong_options_are_refused_with_their_name_and_value()
    {
        var error = Assert.Throws<System.ComponentModel.DataAnnotations.ValidationException>(
            () => new SimulatedMarket(new SimulationOptions { UpdatesPerSecond = 0 }));

        Assert.StartsWith("Simulation:UpdatesPerSecond is 0", error.Message, StringComparison.Ordinal);
        Assert.Contains("200000", error.Message, StringComparison.Ordinal);
    }

    private static string Encode(SimulationOptions options)
    {
        var market = new SimulatedMarket(options);
        var update = new FeedUpdate();
        var bytes = new ArrayBufferWriter<byte>();
        for (var i = 0; i < Many; i++)
        {
            Assert.True(market.TryNext(TimeSpan.MaxValue, update, out var topic, out var instrument));
            bytes.Write([(byte)topic, .. instrument.Key]);
            FeedEncoder.Write(update, bytes);
        }

        return Convert.ToHexString(SHA256.HashData(bytes.WrittenSpan));
    }

    private static void Generate(SimulatedMarket market, FeedUpdate update, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Assert.True(market.TryNext(TimeSpan.MaxValue, update, out _, out _));
        }
    }
}
