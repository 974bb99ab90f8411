using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Instruments;

namespace MarketGateway.Testing;

/// <summary>
/// Feeds a <see cref="MarketHarness"/> by hand with updates that happen now, and remembers every version that it made: what
/// clients' accounts are held against. Used by one thread at a time.
/// </summary>
/// <param name="gateway">Where the updates go.</param>
/// <param name="remembers">False for long runs: no versions are kept.</param>
public sealed class HandFeed(MarketHarness gateway, bool remembers = true)
{
    /// <summary>Bids are below it and asks above it, so that random books are never crossed.</summary>
    public const long Middle = 10_000;

    private readonly Dictionary<(FeedTopic Topic, string Symbol), long> _sequences = [];
    private readonly Dictionary<(string Channel, string Symbol), List<long>> _versions = [];
    private readonly FeedUpdate _update = new();

    /// <summary>Gets or sets what is called for each update: channel, symbol, version.</summary>
    public Action<string, string, long>? OnApplied { get; set; }

    /// <summary>Gets when the last update occurred.</summary>
    public long OccurredAt { get; private set; }

    /// <summary>Replaces the log by an empty one.</summary>
    public void BeginEpoch(string epoch)
    {
        _sequences.Clear();
        _versions.Clear();
        gateway.BeginEpoch(epoch);
    }

    public void Define(
        string symbol,
        string venue = "XTST",
        string assetClass = "future",
        string currency = "USD",
        long tickSize = 1,
        int priceScale = 2,
        string? expiry = null)
    {
        _update.Reset(FeedUpdateKind.Instrument);
        InstrumentAttributes.TryMake(expiry is null ? [] : [new("expiry", expiry)], out InstrumentAttributes attributes);
        _update.Definition = new InstrumentDefinition(venue, assetClass, currency, priceScale, 0, tickSize, "for tests")
        {
            Attributes = attributes,
        };
        gateway.Apply(FeedTopic.Instruments, symbol, _update);
    }

    public long Quote(string symbol, long bid, long ask, long bidSize = 1, long askSize = 1)
    {
        Begin(FeedUpdateKind.Quote, FeedTopic.Ticks, symbol);
        (_update.BidPrice, _update.BidSize, _update.AskPrice, _update.AskSize) = (bid, bidSize, ask, askSize);
        return Apply(FeedTopic.Ticks, symbol, "quote");
    }

    public long Trade(string symbol, long price, long size = 1)
    {
        Begin(FeedUpdateKind.Trade, FeedTopic.Ticks, symbol);
        (_update.Price, _update.Size, _update.Aggressor, _update.TradeId) = (price, size, Aggressor.Buy, _update.Sequence);
        return ApplyToTrades(symbol);
    }

    /// <summary>Cancels a trade by its number.</summary>
    public long Cancel(string symbol, long tradeId)
    {
        Begin(FeedUpdateKind.TradeCancel, FeedTopic.Ticks, symbol);
        _update.TradeId = tradeId;
        return ApplyToTrades(symbol);
    }

    /// <summary>Gives a trade another price and size.</summary>
    public long Correct(string symbol, long tradeId, long price, long size)
    {
        Begin(FeedUpdateKind.TradeCorrection, FeedTopic.Ticks, symbol);
        (_update.TradeId, _update.Price, _update.Size) = (tradeId, price, size);
        return ApplyToTrades(symbol);
    }

    /// <summary>Applies a snapshot with so many levels on both sides of <see cref="Middle"/>, sizes 1, 2, 3...</summary>
    public long Snapshot(string symbol, int levels = 5, int partition = 0)
    {
        Begin(FeedUpdateKind.BookSnapshot, FeedTopic.Books, symbol);
        for (var rank = 0; rank < levels; rank++)
        {
            _update.AddBid(new PriceLevel(Middle - 1 - rank, rank + 1));
            _update.AddAsk(new PriceLevel(Middle + 1 + rank, rank + 1));
        }

        return Apply(FeedTopic.Books, symbol, "book", partition);
    }

    /// <summary>Sets one bid and one ask, each so far from <see cref="Middle"/>.</summary>
    public long Delta(string symbol, long distance, long bidSize, long askSize)
    {
        Begin(FeedUpdateKind.BookDelta, FeedTopic.Books, symbol);
        _update.AddBid(new PriceLevel(Middle - distance, bidSize));
        _update.AddAsk(new PriceLevel(Middle + distance, askSize));
        return Apply(FeedTopic.Books, symbol, "book");
    }

    /// <summary>Loses a record of a symbol's book on the way: the next one that comes shows a gap.</summary>
    public void Lose(string symbol) => _sequences[(FeedTopic.Books, symbol)] = _sequences.GetValueOrDefault((FeedTopic.Books, symbol)) + 1;

    /// <summary>Changes so many levels of each side at random, within so many prices of <see cref="Middle"/>.</summary>
    public long RandomDelta(string symbol, Random random, int levels = 2, int prices = 20)
    {
        ArgumentNullException.ThrowIfNull(random);
        Begin(FeedUpdateKind.BookDelta, FeedTopic.Books, symbol);
        for (var i = 0; i < levels; i++)
        {
            _update.AddBid(new PriceLevel(Middle - 1 - random.Next(prices), random.Next(4) == 0 ? 0 : random.Next(1, 1000)));
            _update.AddAsk(new PriceLevel(Middle + 1 + random.Next(prices), random.Next(4) == 0 ? 0 : random.Next(1, 1000)));
        }

        return Apply(FeedTopic.Books, symbol, "book");
    }

    /// <summary>One update of a random kind.</summary>
    public void Random(string symbol, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        switch (random.Next(4))
        {
            case 0:
                Quote(symbol, Middle - random.Next(1, 9), Middle + random.Next(1, 9), random.Next(1, 99), random.Next(1, 99));
                break;
            case 1:
                RandomTrade(symbol, random);
                break;
            default:
                RandomDelta(symbol, random);
                break;
        }
    }

    /// <summary>A trade, or now and then the cancel or correction of one that may have been.</summary>
    private void RandomTrade(string symbol, Random random)
    {
        var tradeId = random.NextInt64(1, _sequences.GetValueOrDefault((FeedTopic.Ticks, symbol)) + 2);
        switch (random.Next(8))
        {
            case 0:
                Cancel(symbol, tradeId);
                break;
            case 1:
                Correct(symbol, tradeId, Middle + random.Next(-9, 9), random.Next(1, 99));
                break;
            default:
                Trade(symbol, Middle + random.Next(-9, 9), random.Next(1, 99));
                break;
        }
    }

    /// <summary>Counts the source updates of a channel after one version up to another.</summary>
    public long CountBetween(string channel, string symbol, long from, long to) =>
        _versions.GetValueOrDefault((channel, symbol), []).Count(version => version > from && version <= to);

    /// <summary>Gets the last version of a channel, or -1.</summary>
    public long Last(string channel, string symbol) =>
        _versions.TryGetValue((channel, symbol), out var versions) ? versions[^1] : -1;

    private long ApplyToTrades(string symbol)
    {
        var version = Apply(FeedTopic.Ticks, symbol, "quote");
        Remember("trade", symbol, version);
        return version;
    }

    private void Begin(FeedUpdateKind kind, FeedTopic topic, string symbol)
    {
        _update.Reset(kind);
        _update.Sequence = _sequences[(topic, symbol)] = _sequences.GetValueOrDefault((topic, symbol)) + 1;
        _update.OccurredAt = OccurredAt = TimeProvider.System.GetUnixMicroseconds();
        _update.PriceScale = 2;
    }

    private long Apply(FeedTopic topic, string symbol, string channel, int partition = 0)
    {
        var version = gateway.Apply(topic, symbol, _update, partition);
        Remember(channel, symbol, version);
        return version;
    }

    private void Remember(string channel, string symbol, long version)
    {
        OnApplied?.Invoke(channel, symbol, version);
        if (!remembers)
        {
            return;
        }

        if (!_versions.TryGetValue((channel, symbol), out var versions))
        {
            _versions[(channel, symbol)] = versions = [];
        }

        versions.Add(version);
    }
}
