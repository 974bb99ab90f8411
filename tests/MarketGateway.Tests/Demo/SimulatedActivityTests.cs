using MarketGateway.Core.Feed;
using MarketGateway.Demo;

namespace MarketGateway.Tests.Demo;

/// <summary>How much happens and when: the rate, the bursts, and the repeats that a small log needs.</summary>
public sealed class SimulatedActivityTests
{
    private const int RetentionBytes = 5 << 20;

    [Theory]
    [InlineData(500)]
    [InlineData(5_000)]
    [InlineData(200_000)]
    public void The_market_gives_as_many_updates_a_second_as_asked_for(int rate)
    {
        var seconds = rate < 5_000 ? 40 : 4;
        var counts = PerSecond(
            new SimulationOptions { UpdatesPerSecond = rate, BurstMultiplier = 1 }, seconds, (_, _) => true);

        Assert.InRange(counts.Average(), rate * 0.97, rate * 1.03);
    }

    [Fact]
    public void The_whole_market_is_ten_times_busier_when_it_opens()
    {
        var counts = PerSecond(new SimulationOptions { SymbolBurstInterval = TimeSpan.Zero }, 4, (_, _) => true);

        Assert.InRange(counts[1], 45_000, 55_000);
        Assert.InRange(counts[3], 4_500, 5_500);
    }

    [Fact]
    public void News_makes_the_whole_market_burst_again()
    {
        var options = new SimulationOptions
        {
            UpdatesPerSecond = 500,
            SymbolBurstInterval = TimeSpan.Zero,
            MarketBurstInterval = TimeSpan.FromSeconds(20),
        };

        var counts = PerSecond(options, 120, (_, _) => true);

        Assert.InRange(counts.Skip(3).Max(), 4_500, 5_500);
        Assert.InRange(counts.Skip(3).Count(count => count > 4_000), 3, 15);
    }

    [Fact]
    public void A_single_symbol_bursts_to_ten_times_its_usual_rate()
    {
        var options = new SimulationOptions
        {
            UpdatesPerSecond = 5_000,
            Instruments = 8,
            MarketBurstInterval = TimeSpan.Zero,
            BurstDuration = TimeSpan.FromSeconds(4),
        };

        var counts = PerSecond(options, 120, (_, symbol) => symbol == "NQH6").Skip(5).ToList();
        var usual = counts.Order().ElementAt(counts.Count / 2);

        Assert.InRange(counts.Max(), 8 * usual, 12 * usual);
    }

    [Fact]
    public void A_burst_never_asks_for_more_than_the_greatest_rate()
    {
        var counts = PerSecond(new SimulationOptions { UpdatesPerSecond = 150_000 }, 2, (_, _) => true);

        Assert.InRange(counts.Max(), 190_000, 206_000);
    }

    [Theory]
    [InlineData(5_000, 64, 4, 400_000)]
    [InlineData(5_000, 64, 1, 200_000)]
    [InlineData(200_000, 64, 4, 400_000)]
    [InlineData(20_000, 1_000, 8, 900_000)]
    public void A_log_of_5_MiB_per_partition_always_holds_a_snapshot_and_a_full_quote_of_every_symbol(
        int rate, int instruments, int partitions, int records)
    {
        var options = new SimulationOptions
        {
            UpdatesPerSecond = rate,
            Instruments = instruments,
            Partitions = partitions,
            RetentionBytes = RetentionBytes,
        };
        var log = new SmallLog(partitions, RetentionBytes);
        var market = new SimulatedMarket(options);
        var update = new FeedUpdate();
        for (var i = 0; i < records; i++)
        {
            Assert.True(market.TryNext(TimeSpan.MaxValue, update, out var topic, out var instrument));
            log.Append(topic, instrument.Key, update);
        }

        Assert.True(log.TrimmedCount > 0, "the log forgot something, or this test says nothing");
        Assert.All(market.Instruments, instrument =>
        {
            Assert.True(log.Holds(FeedTopic.Books, instrument.Key, FeedUpdateKind.BookSnapshot), instrument.Symbol);
            Assert.True(log.Holds(FeedTopic.Ticks, instrument.Key, FeedUpdateKind.Quote), instrument.Symbol);
        });
    }

    [Fact]
    public void More_snapshots_than_the_log_can_hold_are_refused_with_what_would_fit()
    {
        var options = new SimulationOptions { Instruments = 50_000, RetentionBytes = RetentionBytes, Partitions = 2 };

        var error = Assert.Throws<System.ComponentModel.DataAnnotations.ValidationException>(
            () => new SimulatedMarket(options));

        Assert.Contains("more partitions", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_snapshot_of_every_symbol_is_repeated_within_the_interval()
    {
        var market = new SimulatedMarket(new SimulationOptions());
        var update = new FeedUpdate();
        var last = market.Instruments.ToDictionary(i => i.Symbol, _ => TimeSpan.Zero);
        while (market.TryNext(TimeSpan.FromSeconds(60), update, out _, out var instrument))
        {
            if (update.Kind == FeedUpdateKind.BookSnapshot)
            {
                Assert.InRange((market.Now - last[instrument.Symbol]).TotalSeconds, 0, 15.5);
                last[instrument.Symbol] = market.Now;
            }
        }

        Assert.All(last.Values, at => Assert.True(at > TimeSpan.FromSeconds(44)));
    }

    private static List<int> PerSecond(SimulationOptions options, int seconds, Func<FeedTopic, string, bool> counts)
    {
        var market = new SimulatedMarket(options);
        var update = new FeedUpdate();
        var perSecond = new int[seconds];
        while (market.TryNext(TimeSpan.FromSeconds(seconds), update, out var topic, out var instrument))
        {
            var second = (int)market.Now.TotalSeconds;
            if (update.Kind is FeedUpdateKind.Instrument or FeedUpdateKind.BookSnapshot || second == seconds)
            {
                continue;
            }

            perSecond[second] += counts(topic, instrument.Symbol) ? 1 : 0;
        }

        return [.. perSecond];
    }
}
