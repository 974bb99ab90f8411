using System.Text;
using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Tests.Books;
using Microsoft.Extensions.Time.Testing;

namespace MarketGateway.Core.Tests.Conflation;

/// <summary>
/// A feed of one market: builds records, gives them offsets and sequence numbers, and applies them like a consumer.
/// Levels are short text, as in <see cref="Levels"/>.
/// </summary>
internal sealed class TestFeed
{
    private readonly FeedUpdate _update = new();
    private readonly Dictionary<(FeedTopic Topic, string Symbol), long> _sequences = [];
    private readonly Dictionary<(FeedTopic Topic, int Partition), long> _offsets = [];

    public TestFeed(MarketOptions? options = null, FakeTimeProvider? time = null)
    {
        Time = time ?? new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddDays(20_000));
        Market = new Market(options ?? new MarketOptions(), Time);
    }

    /// <summary>Gets options under which cursors fall out of journals and rings soon.</summary>
    public static MarketOptions SmallOptions =>
        new() { JournalLengthMax = 8, QuoteLogLengthMax = 8, TradeRingLengthMax = 4 };

    public FakeTimeProvider Time { get; }

    public Market Market { get; }

    /// <summary>Gets or sets the time at the venue of the next record; each one is a microsecond later.</summary>
    public long OccurredAt { get; set; } = 1_000;

    /// <summary>Gets or sets the price scale of the next records.</summary>
    public int PriceScale { get; set; } = 2;

    /// <summary>Gets or sets the size scale of the next records.</summary>
    public int SizeScale { get; set; }

    /// <summary>Gets or sets the partition of the next records; each has offsets of its own.</summary>
    public int Partition { get; set; }

    /// <summary>Says that the log begins at an offset: what lay before is gone.</summary>
    public void TrimBefore(FeedTopic topic, long offset) => _offsets[(topic, Partition)] = offset - 1;

    public MarketSymbol Symbol(string symbol) => (MarketSymbol)Market.Resolve(Encoding.UTF8.GetBytes(symbol))!;

    /// <summary>Says that the producer's next records of a symbol are lost.</summary>
    public void Lose(FeedTopic topic, string symbol, int count = 1) => Next(topic, symbol, count);

    /// <summary>Applies a book snapshot and returns its version.</summary>
    public long Snapshot(string symbol, string bids, string asks, long? sequence = null) =>
        Book(FeedUpdateKind.BookSnapshot, symbol, bids, asks, sequence ?? Next(FeedTopic.Books, symbol, 0));

    /// <summary>Applies a book delta and returns its version.</summary>
    public long Delta(string symbol, string bids = "", string asks = "", long? sequence = null) =>
        Book(FeedUpdateKind.BookDelta, symbol, bids, asks, sequence ?? Next(FeedTopic.Books, symbol, 1));

    /// <summary>Applies a quote; each side is "price:size" or empty for unchanged.</summary>
    public long Quote(string symbol, string bid = "", string ask = "", long? volume = null, long? sequence = null)
    {
        _update.Reset(FeedUpdateKind.Quote);
        _update.Volume = volume;
        foreach (var level in Levels.Of(bid))
        {
            (_update.BidPrice, _update.BidSize) = (level.Price, level.Size);
        }

        foreach (var level in Levels.Of(ask))
        {
            (_update.AskPrice, _update.AskSize) = (level.Price, level.Size);
        }

        return Apply(FeedTopic.Ticks, symbol, sequence ?? Next(FeedTopic.Ticks, symbol, 1));
    }

    /// <summary>Applies a trade and returns its version.</summary>
    public long Trade(string symbol, long price, long size, long? sequence = null, long? id = null)
    {
        _update.Reset(FeedUpdateKind.Trade);
        (_update.Price, _update.Size, _update.Aggressor, _update.TradeId) = (price, size, Aggressor.Buy, id);
        return Apply(FeedTopic.Ticks, symbol, sequence ?? Next(FeedTopic.Ticks, symbol, 1));
    }

    /// <summary>Applies the cancel of a trade, with what it restates, and returns its version.</summary>
    public long Cancel(string symbol, long id, Action<FeedUpdate>? restate = null)
    {
        _update.Reset(FeedUpdateKind.TradeCancel);
        _update.TradeId = id;
        restate?.Invoke(_update);
        return Apply(FeedTopic.Ticks, symbol, Next(FeedTopic.Ticks, symbol, 1));
    }

    /// <summary>Applies the correction of a trade and returns its version.</summary>
    public long Correct(string symbol, long id, long price, long size)
    {
        _update.Reset(FeedUpdateKind.TradeCorrection);
        (_update.TradeId, _update.Price, _update.Size, _update.Aggressor) = (id, price, size, Aggressor.Sell);
        return Apply(FeedTopic.Ticks, symbol, Next(FeedTopic.Ticks, symbol, 1));
    }

    /// <summary>Says which phase of the market a symbol is in, and returns the record's offset.</summary>
    public long Phase(string symbol, MarketPhase phase)
    {
        _update.Reset(FeedUpdateKind.Phase);
        _update.Phase = phase;
        return Apply(FeedTopic.Ticks, symbol, sequence: 0);
    }

    /// <summary>Defines an instrument.</summary>
    public DecodeError Define(string symbol, int priceScale = 2, int sizeScale = 0, long tickSize = 25)
    {
        _update.Reset(FeedUpdateKind.Instrument);
        _update.Definition = new("XTST", "future", "USD", priceScale, sizeScale, tickSize, "");
        return Market.Apply(FeedTopic.Instruments, 0, 0, Symbol(symbol), _update);
    }

    /// <summary>Applies the last record again, under the same offset: Kafka was read a second time.</summary>
    public void ReadAgain(FeedTopic topic, string symbol) =>
        Market.Apply(topic, Partition, _offsets[(topic, Partition)], Symbol(symbol), _update);

    /// <summary>Says that the next records of the partition are gone before they were read.</summary>
    public void LoseUnread(FeedTopic topic, int count = 3)
    {
        var newest = _offsets.GetValueOrDefault((topic, Partition), -1);
        _offsets[(topic, Partition)] = newest + count;
        Market.RecordsLost(topic, Partition, newest + 1, newest + count + 1);
    }

    /// <summary>Replaces the log: offsets and sequence numbers begin anew.</summary>
    public void BeginEpoch(string epoch)
    {
        Market.BeginEpoch(epoch);
        _offsets.Clear();
        _sequences.Clear();
    }

    private long Book(FeedUpdateKind kind, string symbol, string bids, string asks, long sequence)
    {
        _update.Reset(kind);
        Array.ForEach(Levels.Of(bids), _update.AddBid);
        Array.ForEach(Levels.Of(asks), _update.AddAsk);
        return Apply(FeedTopic.Books, symbol, sequence);
    }

    private long Apply(FeedTopic topic, string symbol, long sequence)
    {
        (_update.PriceScale, _update.SizeScale) = (PriceScale, SizeScale);
        (_update.Sequence, _update.OccurredAt) = (sequence, OccurredAt++);
        var offset = _offsets[(topic, Partition)] = _offsets.GetValueOrDefault((topic, Partition), -1) + 1;
        Assert.Equal(DecodeError.None, Market.Apply(topic, Partition, offset, Symbol(symbol), _update));
        return offset;
    }

    private long Next(FeedTopic topic, string symbol, int step) =>
        _sequences[(topic, symbol)] = _sequences.GetValueOrDefault((topic, symbol)) + step;
}
