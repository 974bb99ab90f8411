using BenchmarkDotNet.Attributes;
using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Feed;

namespace MarketGateway.Bench.Micro;

/// <summary>Record to state: a decoded delta of 5 levels into a book of 100. Target: below 1 us, nothing allocated.</summary>
[MemoryDiagnoser]
public class ApplyDelta
{
    private readonly HundredLevelBook _load = new();
    private OrderBook _book = null!;
    private Market _market = null!;
    private MarketSymbol _symbol = null!;
    private long _applied;

    [GlobalSetup]
    public void Setup()
    {
        _applied = 0;
        _book = new OrderBook(new MarketOptions().JournalLengthMax);
        _book.ApplySnapshot(0, 0, _load.Snapshot.Bids, _load.Snapshot.Asks);
        _market = new Market(new MarketOptions(), TimeProvider.System);
        _symbol = (MarketSymbol)_market.Resolve("ESH4"u8)!;
        _market.Apply(FeedTopic.Books, 0, 0, _symbol, _load.Snapshot);
    }

    /// <summary>The book and its journal alone.</summary>
    [Benchmark(Baseline = true)]
    public BookTouch Book()
    {
        var delta = _load.DeltaAt(_applied++);
        return _book.ApplyDelta(_applied, delta.OccurredAt, delta.Bids, delta.Asks);
    }

    /// <summary>The whole of what a consumer thread does after decoding: scale, sequence, gate, book, status, wake-up.</summary>
    [Benchmark]
    public DecodeError WholePath()
    {
        var delta = _load.DeltaAt(_applied++);
        return _market.Apply(FeedTopic.Books, 0, _applied, _symbol, delta);
    }

    [GlobalCleanup(Target = nameof(Book))]
    public void CheckBook() => _load.Check(_book, _applied);

    [GlobalCleanup(Target = nameof(WholePath))]
    public void CheckWholePath() => _load.Check(_symbol.Books.Book, _applied);
}
