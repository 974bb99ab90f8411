using System.Globalization;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Mapping;
using MarketGateway.Core.Schemas;

namespace MarketGateway.Tools.Map;

/// <summary>A market that samples are read into by a mapping, as a gateway would, with what came of each in words.</summary>
internal sealed class MapTrial : IMappingTarget
{
    /// <summary>Beyond the partitions of the gateway's own topics; there is one only.</summary>
    private const int Partition = 1 << 16;

    private readonly MappingDecoder _decoder;
    private readonly IValueReader? _reader;
    private readonly int _versionsPerRecord;
    private readonly List<string> _news = [];
    private long _offset;

    public MapTrial(FeedMapping mapping, IValueReader? reader = null)
    {
        _reader = reader;
        _decoder = new MappingDecoder(mapping, this);
        _versionsPerRecord = mapping.HoldsSeveral ? FeedMapping.UpdatesPerRecordMax : 1;
        Market.BeginEpoch("trial");
    }

    public Market Market { get; } = new(new MarketOptions(), TimeProvider.System);

    /// <summary>Gets how many updates were applied.</summary>
    public int Applied { get; private set; }

    /// <summary>Gets how many records, or elements of them, did not fit.</summary>
    public int Skipped { get; private set; }

    /// <summary>Reads one sample; returns what came of it, a line for each update.</summary>
    public IReadOnlyList<string> Read(Sample sample)
    {
        _news.Clear();
        _offset++;
        ReadOnlySpan<byte> value = sample.Value;
        if (_reader is not null && _reader.Read(value, out value) is not DecodeError.None and var error)
        {
            _decoder.Skip(error);
            return _news;
        }

        Applied += _decoder.Decode(new SourceRecord
        {
            Key = sample.Key,
            Value = value,
            Topic = "sample"u8,
            Headers = RecordHeaders.None,
        });
        return _news.Count > 0 ? _news : ["ignored"];
    }

    public FeedSymbol? Resolve(ReadOnlySpan<byte> symbol) => Market.Resolve(symbol);

    public DecodeError Apply(FeedTopic topic, int place, FeedSymbol symbol, FeedUpdate update)
    {
        var what = Describe(update);
        var error = Market.Apply(topic, Partition, (_offset * _versionsPerRecord) + place, symbol, update);
        if (error == DecodeError.None)
        {
            _news.Add($"{symbol}: {what}{Outcome(topic, (MarketSymbol)symbol)}");
        }

        return error;
    }

    public void Skip(FeedTopic topic, FeedSymbol? symbol, DecodeError reason, string? rule, string? path)
    {
        Skipped++;
        if (symbol is not null)
        {
            Market.Skipped(topic, symbol, reason);
        }

        var place = rule is null && reason == DecodeError.UnknownType ? "no rule applies to it"
            : rule is null ? null
            : path is null ? rule
            : $"{rule}: {path}";
        _news.Add($"SKIPPED: {reason.Reason()}{(place is null ? "" : $", {place}")}{Hint(reason, path)}");
    }

    /// <summary>Writes what all symbols are at the end.</summary>
    public IEnumerable<string> Summarise(int depth)
    {
        foreach (var symbol in Market.Catalog.ToArray())
        {
            var book = ChannelSnapshots.OfBook(symbol, depth);
            var quote = ChannelSnapshots.OfQuote(symbol);
            var trades = ChannelSnapshots.OfTrades(symbol, countMax: 1000).Trades.Count;
            yield return $"{symbol}: "
                + (book.Version is null ? "no book" : $"book {Name(book.Status.State)} ({Name(book.Status.Reason)})")
                + (quote.Version is null ? "" : $", {trades} trades");
            foreach (var line in Levels(book, depth))
            {
                yield return line;
            }
        }
    }

    private static IEnumerable<string> Levels(ChannelSnapshot book, int depth)
    {
        for (var rank = 0; rank < Math.Min(depth, Math.Max(book.Bids.Count, book.Asks.Count)); rank++)
        {
            var bid = rank < book.Bids.Count ? Level(book.Bids[rank].Size, book.Bids[rank].Price, book) : "";
            var ask = rank < book.Asks.Count ? Level(book.Asks[rank].Size, book.Asks[rank].Price, book) : "";
            yield return $"  {bid,28} | {ask}".TrimEnd();
        }
    }

    private static string Level(long size, long price, ChannelSnapshot book) =>
        $"{Number(size, book.Generation.SizeScale)} @ {Number(price, book.Generation.PriceScale)}";

    private static string Describe(FeedUpdate update) => update.Kind switch
    {
        FeedUpdateKind.BookSnapshot or FeedUpdateKind.BookDelta =>
            $"book {(update.Kind == FeedUpdateKind.BookDelta ? "delta" : "snapshot")}{Numbers(update)}, "
            + $"{update.BidCount} bids, {update.AskCount} asks",
        FeedUpdateKind.Trade =>
            $"trade of {Number(update.Size, update.SizeScale)} @ {Number(update.Price, update.PriceScale)}, "
            + $"aggressor {Name(update.Aggressor)}",
        FeedUpdateKind.Quote => $"quote {Side(update.BidPrice, update.BidSize, update)} | {Side(update.AskPrice, update.AskSize, update)}",
        FeedUpdateKind.Phase => $"phase {Name(update.Phase)}",
        _ => $"instrument, {update.PriceScale} digits of price, {update.SizeScale} of size",
    };

    private static string Side(long? price, long? size, FeedUpdate update) => price is null || size is null
        ? "unchanged"
        : $"{Number(size.Value, update.SizeScale)} @ {Number(price.Value, update.PriceScale)}";

    private static string Numbers(FeedUpdate update) => update switch
    {
        { Sequence: 0 } => "",
        { FirstSequence: > 0 } => $" {update.FirstSequence} to {update.Sequence}",
        _ => $" {update.Sequence}",
    };

    private static string Outcome(FeedTopic topic, MarketSymbol symbol) => topic == FeedTopic.Books
        ? $" -> {Name(symbol.Books.Status.State)} ({Name(symbol.Books.Status.Reason)})" : "";

    private static string Hint(DecodeError reason, string? path) =>
        reason == DecodeError.BadKey && path?.Contains("$key", StringComparison.Ordinal) == true
            ? " (a line with a key is KEY, a tab, and the value)" : "";

    private static string Name<T>(T value)
        where T : struct, Enum => Core.Protocol.WireName.Of(value);

    private static string Number(long number, int scale) =>
        (number / (decimal)Math.Pow(10, scale)).ToString($"F{scale}", CultureInfo.InvariantCulture);
}
