using CsCheck;
using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Tests.Books;
using Microsoft.Extensions.Time.Testing;

namespace MarketGateway.Core.Tests.Conflation;

/// <summary>
/// A producer writes one book in changing scales and to changing partitions; replicas begin to read somewhere and read the
/// partitions in any order. What is live is right, and what is named alike is the same.
/// </summary>
public sealed class ReplicaAgreementTests
{
    private const int Partitions = 3;
    private const int ScaleMax = 4;

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public void What_is_live_on_a_replica_is_the_book_of_the_producer(bool isNumbered, bool isClockLying)
    {
        var (liveCount, gappedCount) = (0, 0);
        Gen.Int.Sample(
            seed =>
            {
                var random = new Random(seed);
                var log = Write(random, isNumbered, out var truth);
                if (isClockLying)
                {
                    Array.ForEach(log, records => records.ForEach(record => record.OccurredAt = LieAbout(record.At, random)));
                }

                var named = new Dictionary<(string Generation, long Version), string>();
                for (var replica = 0; replica < 3; replica++)
                {
                    var symbol = Read(log, random);
                    if (symbol.Books.Status.State != SymbolState.Live)
                    {
                        gappedCount++;
                        continue;
                    }

                    liveCount++;
                    var generation = symbol.Books.Generation;
                    Assert.Equal(truth, Decimals(symbol.Books.Book, generation));
                    var state = $"{Levels.Text(symbol.Books.Book.Bids)} {Levels.Text(symbol.Books.Book.Asks)}";
                    var name = (generation.Name!, symbol.Books.VersionHint);
                    Assert.Equal(state, named.GetValueOrDefault(name, state));
                    named[name] = state;
                }
            },
            iter: 2_000,
            threads: 1);

        // The test would prove nothing if hardly any replica were live, or all.
        Assert.True(liveCount > 1_000 && gappedCount > 300, $"{liveCount} live, {gappedCount} not");
    }

    /// <summary>Writes a log; the truth is the book in the finest scale.</summary>
    private static List<Record>[] Write(Random random, bool isNumbered, out string truth)
    {
        var log = new List<Record>[Partitions];
        for (var partition = 0; partition < Partitions; partition++)
        {
            log[partition] = [];
        }

        var book = new ReferenceBook();
        var (sequence, at, owner) = (0L, 1_000L, 0);
        var count = random.Next(1, 40);
        for (var number = 0; number < count; number++)
        {
            owner = random.Next(8) == 0 ? random.Next(Partitions) : owner;
            var isSnapshot = number == 0 || random.Next(6) == 0;
            var scale = random.Next(4) == 0 ? random.Next(ScaleMax + 1) : 2;
            sequence += isSnapshot ? 0 : 1;
            if (isSnapshot)
            {
                // A snapshot says all that there is, and so has the digits that this needs.
                var record = new Record(FeedUpdateKind.BookSnapshot, sequence, ++at, ScaleMax, [], []);
                if (random.Next(2) == 0)
                {
                    var (bids, asks) = (RandomLevels(random, scale, 1), RandomLevels(random, scale, 20));
                    book.Replace(Finest(bids, scale), Finest(asks, scale));
                    record = record with { Scale = scale, Bids = bids, Asks = asks };
                }
                else
                {
                    record = record with { Bids = book.Top(Side.Bid, 0), Asks = book.Top(Side.Ask, 0) };
                }

                log[owner].Add(record);
            }
            else
            {
                var (bids, asks) = (RandomLevels(random, scale, 1), RandomLevels(random, scale, 20));
                book.Apply(Finest(bids, scale), Finest(asks, scale));
                log[owner].Add(new Record(FeedUpdateKind.BookDelta, sequence, ++at, scale, bids, asks));
            }
        }

        if (!isNumbered)
        {
            Array.ForEach(log, records => records.ForEach(record => record.Sequence = 0));
        }

        truth = $"{Levels.Text(book.Top(Side.Bid, 0))} {Levels.Text(book.Top(Side.Ask, 0))}";
        return log;
    }

    /// <summary>A sentinel, an hour of another time zone, or the truth.</summary>
    private static long LieAbout(long at, Random random) => random.Next(12) switch
    {
        0 => 4_102_444_800_000_000,
        1 => at - 3_600,
        2 => at + 3_600,
        _ => at,
    };

    private static MarketSymbol Read(List<Record>[] log, Random random)
    {
        var market = new Market(new MarketOptions(), new FakeTimeProvider());
        var symbol = (MarketSymbol)market.Resolve("A"u8)!;

        // Retention takes the oldest records, in whatever partition they lie.
        var goneUntil = random.Next(2) == 0 ? 0 : random.Next(1_000, 1_040);
        var positions = Array.ConvertAll(log, records => records.Count(record => record.At <= goneUntil));
        while (true)
        {
            var rest = Enumerable.Range(0, Partitions).Where(partition => positions[partition] < log[partition].Count).ToList();
            if (rest.Count == 0)
            {
                return symbol;
            }

            // Some of one partition, then some of another, as consumers do that catch up.
            var chosen = rest[random.Next(rest.Count)];
            for (var some = random.Next(1, 12); some > 0 && positions[chosen] < log[chosen].Count; some--)
            {
                var offset = positions[chosen]++;
                market.Apply(FeedTopic.Books, chosen, offset, symbol, log[chosen][offset].ToUpdate());
            }
        }
    }

    private static PriceLevel[] RandomLevels(Random random, int scale, int above)
    {
        var unit = (long)Math.Pow(10, scale);
        return
        [
            .. Enumerable.Range(0, random.Next(1, 4)).Select(_ => new PriceLevel(
                (above * unit) + random.NextInt64(0, 12) * Math.Max(1, unit / 10), random.Next(4))),
        ];
    }

    private static PriceLevel[] Finest(PriceLevel[] levels, int scale) => Array.ConvertAll(
        levels, level => level with { Price = level.Price * (long)Math.Pow(10, ScaleMax - scale) });

    private static string Decimals(OrderBook book, Generation generation) =>
        $"{Levels.Text(Finest(All(book.Bids), generation.PriceScale))} {Levels.Text(Finest(All(book.Asks), generation.PriceScale))}";

    private static PriceLevel[] All(BookSide side) => [.. Enumerable.Range(0, side.Count).Select(rank => side[rank])];

    private sealed record Record(
        FeedUpdateKind Kind, long FirstSequence, long At, int Scale, PriceLevel[] Bids, PriceLevel[] Asks)
    {
        public long Sequence { get; set; } = FirstSequence;

        /// <summary>Gets or sets the venue's time, which may be a lie.</summary>
        public long OccurredAt { get; set; } = At;

        public FeedUpdate ToUpdate()
        {
            var update = new FeedUpdate();
            update.Reset(Kind);
            (update.Sequence, update.OccurredAt, update.PriceScale) = (Sequence, OccurredAt, Scale);
            update.AppendedAt = At;
            Array.ForEach(Bids, update.AddBid);
            Array.ForEach(Asks, update.AddAsk);
            return update;
        }
    }
}
