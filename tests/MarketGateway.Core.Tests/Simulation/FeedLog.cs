using System.Text;
using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Instruments;

namespace MarketGateway.Core.Tests.Simulation;

/// <summary>
/// A random log of a few symbols, as dirty as logs are: gaps, duplicates, restarts, other scales, moved partitions, bad and
/// lost records, silent brokers, symbols that come and go, new logs. Each entry is applied to every replica in this order.
/// </summary>
internal sealed class FeedLog(Random random)
{
    private const int SymbolCount = 4;
    private const int PartitionCount = 3;

    private readonly List<Action<Market, FeedUpdate>> _entries = [];
    private readonly Producer[] _producers = [.. Enumerable.Range(0, SymbolCount).Select(number => new Producer(number))];
    private readonly long[,] _offsets = new long[2, PartitionCount];
    private int _epoch;
    private long _time = 1_000_000;

    public IReadOnlyList<Action<Market, FeedUpdate>> Entries => _entries;

    public static string NameOf(int number) => number < 2 ? $"A{number}" : $"B{number}";

    /// <summary>Begins as a market does: symbols with a book and a quote.</summary>
    public void Begin()
    {
        BeginEpoch();
        for (var number = 0; number < SymbolCount - 1; number++)
        {
            Define(_producers[number]);
            AddSnapshot(_producers[number]);
            AddQuote(_producers[number], isWhole: true);
        }
    }

    /// <summary>Appends something.</summary>
    public void Add()
    {
        var producer = _producers[random.Next(SymbolCount)];
        switch (random.Next(100))
        {
            case < 40:
                AddDelta(producer);
                break;
            case < 62:
                AddTrade(producer);
                break;
            case < 78:
                AddQuote(producer, isWhole: random.Next(3) == 0);
                break;
            case < 85:
                AddSnapshot(producer);
                break;
            default:
                AddRare(producer);
                break;
        }
    }

    private void AddRare(Producer producer)
    {
        switch (random.Next(15))
        {
            case 0 or 1:
                producer.BookSequence += random.Next(1, 4);
                AddDelta(producer);
                break;
            case 2 or 3:
                producer.TickSequence += random.Next(1, 4);
                AddTrade(producer);
                break;
            case 4:
                producer.BookSequence = 0;
                AddSnapshot(producer);
                break;
            case 5:
                producer.PriceScale = 1 + random.Next(4);
                AddSnapshot(producer);
                break;
            case 6:
                producer.PriceScale = 1 + random.Next(4);
                AddQuote(producer, isWhole: true);
                break;
            case 7:
                producer.Partition = random.Next(PartitionCount);
                AddSnapshot(producer);
                AddQuote(producer, isWhole: true);
                break;
            case 8:
                _entries.Add((market, _) => market.Skipped(FeedTopic.Books, Resolve(market, producer), DecodeError.Malformed));
                break;
            case 9:
                _entries.Add((market, _) => market.Skipped(FeedTopic.Ticks, Resolve(market, producer), DecodeError.Malformed));
                break;
            case 10:
                LoseRecords();
                break;
            case 11:
                var (topic, partition, isReachable) = (Topic(), random.Next(PartitionCount), random.Next(3) != 0);
                _entries.Add((market, _) => market.SetReachable(topic, partition, isReachable));
                break;
            case 12:
                _entries.Add((market, _) => market.Withdraw(Resolve(market, producer)));
                break;
            case 13:
                producer.TickSize = random.Next(1, 3);
                Define(producer);
                break;
            default:
                if (random.Next(4) == 0)
                {
                    Begin();
                }

                break;
        }
    }

    private FeedTopic Topic() => random.Next(2) == 0 ? FeedTopic.Books : FeedTopic.Ticks;

    private void LoseRecords()
    {
        var (topic, partition) = (Topic(), random.Next(PartitionCount));
        ref var offset = ref _offsets[topic == FeedTopic.Books ? 0 : 1, partition];
        var from = offset;
        offset += random.Next(1, 5);
        var to = offset;
        _entries.Add((market, _) => market.RecordsLost(topic, partition, from, to));
    }

    private void BeginEpoch()
    {
        Array.Clear(_offsets);
        Array.ForEach(_producers, producer => producer.Restart());
        var name = $"log{++_epoch}";
        _entries.Add((market, _) => market.BeginEpoch(name));
        foreach (var topic in new[] { FeedTopic.Books, FeedTopic.Ticks })
        {
            for (var partition = 0; partition < PartitionCount; partition++)
            {
                var (reached, number) = (topic, partition);
                _entries.Add((market, _) => market.SetReachable(reached, number, isReachable: true));
            }
        }
    }

    private void Define(Producer producer)
    {
        var definition = new InstrumentDefinition("XTST", "future", "USD", producer.PriceScale, 0, producer.TickSize, "");
        _entries.Add((market, update) =>
        {
            update.Reset(FeedUpdateKind.Instrument);
            update.Definition = definition;
            market.Apply(FeedTopic.Instruments, 0, 0, Resolve(market, producer), update);
        });
    }

    private void AddSnapshot(Producer producer)
    {
        var (bids, asks) = (Levels(90, 100, 6), Levels(101, 111, 6));
        Append(FeedTopic.Books, producer, producer.BookSequence, update =>
        {
            update.Kind = FeedUpdateKind.BookSnapshot;
            AddLevels(update, bids, asks, producer);
        });
    }

    private void AddDelta(Producer producer)
    {
        var isAgain = random.Next(20) == 0;
        producer.BookSequence += isAgain ? 0 : 1;
        var isCrossing = random.Next(40) == 0;
        PriceLevel[] bids = isCrossing ? [new(105, 1)] : Changes(90, 100);
        var asks = Changes(101, 111);
        Append(FeedTopic.Books, producer, producer.BookSequence, update =>
        {
            update.Kind = FeedUpdateKind.BookDelta;
            AddLevels(update, bids, asks, producer);
        });
    }

    /// <summary>Adds levels, of some symbols with how many orders stand there, which change where sizes do not, too.</summary>
    private static void AddLevels(FeedUpdate update, PriceLevel[] bids, PriceLevel[] asks, Producer producer)
    {
        Array.ForEach(bids, update.AddBid);
        Array.ForEach(asks, update.AddAsk);
        if (producer.Number % 2 == 0 && update.Sequence % 5 != 4)
        {
            Array.ForEach(bids, level => update.AddBidOrders(OrdersAt(level, update)));
            Array.ForEach(asks, level => update.AddAskOrders(OrdersAt(level, update)));
        }
    }

    private static int OrdersAt(PriceLevel level, FeedUpdate update) =>
        level.Size == 0 ? 0 : (int)((level.Price + (update.Sequence / 2)) % 4);

    private void AddQuote(Producer producer, bool isWhole)
    {
        producer.TickSequence++;
        var (bid, ask) = (random.Next(90, 101), random.Next(101, 111));
        var (hasBid, hasAsk) = (isWhole || random.Next(2) == 0, isWhole || random.Next(2) == 0);
        var (size, volume) = (random.Next(3), random.Next(100));
        Append(FeedTopic.Ticks, producer, producer.TickSequence, update =>
        {
            update.Kind = FeedUpdateKind.Quote;
            (update.BidPrice, update.BidSize) = (hasBid ? bid : null, hasBid ? size + 1 : null);
            (update.AskPrice, update.AskSize) = (hasAsk ? ask : null, hasAsk ? size : null);
            update.Volume = volume;
        });
    }

    private void AddTrade(Producer producer)
    {
        producer.TickSequence++;
        var (price, size, id) = (random.Next(95, 106), random.Next(1, 9), producer.TradeId++);
        var kind = random.Next(12) switch
        {
            0 => FeedUpdateKind.TradeCancel,
            1 => FeedUpdateKind.TradeCorrection,
            _ => FeedUpdateKind.Trade,
        };
        var about = kind == FeedUpdateKind.Trade ? id : Math.Max(0, id - random.Next(1, 6));
        Append(FeedTopic.Ticks, producer, producer.TickSequence, update =>
        {
            update.Kind = kind;
            (update.Price, update.Size, update.TradeId, update.Aggressor) = (price, size, about, Aggressor.Buy);
        });
    }

    private void Append(FeedTopic topic, Producer producer, long sequence, Action<FeedUpdate> fill)
    {
        var (partition, scale, occurredAt) = (producer.Partition, producer.PriceScale, ++_time);
        var offset = _offsets[topic == FeedTopic.Books ? 0 : 1, partition]++;
        _entries.Add((market, update) =>
        {
            update.Reset(FeedUpdateKind.Quote);
            (update.Sequence, update.OccurredAt, update.AppendedAt) = (sequence, occurredAt, occurredAt / 1000);
            update.PriceScale = scale;
            fill(update);
            market.Apply(topic, partition, offset, Resolve(market, producer), update);
        });
    }

    private PriceLevel[] Levels(int from, int to, int countMax) =>
        [.. Enumerable.Range(from, to - from).OrderBy(_ => random.Next()).Take(random.Next(1, countMax))
            .Select(price => new PriceLevel(price, random.Next(1, 9)))];

    private PriceLevel[] Changes(int from, int to) =>
        [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(from, to)).Distinct()
            .Select(price => new PriceLevel(price, random.Next(4)))];

    private static FeedSymbol Resolve(Market market, Producer producer) =>
        market.Resolve(Encoding.UTF8.GetBytes(NameOf(producer.Number)))!;

    private sealed class Producer(int number)
    {
        public int Number { get; } = number;

        public int Partition { get; set; } = number % PartitionCount;

        public int PriceScale { get; set; } = 2;

        public int TickSize { get; set; } = 1;

        public long BookSequence { get; set; }

        public long TickSequence { get; set; }

        public long TradeId { get; set; }

        public void Restart() => BookSequence = TickSequence = TradeId = 0;
    }
}
