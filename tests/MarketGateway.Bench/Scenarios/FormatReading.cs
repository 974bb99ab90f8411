using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Mapping;
using MarketGateway.Core.Schemas;

namespace MarketGateway.Bench.Scenarios;

/// <summary>A market that is fed by records of one format, on the thread that calls.</summary>
/// <param name="name">What the format is called.</param>
/// <param name="write">How it writes a delta of a symbol.</param>
/// <param name="mapping">How its records are read; null: it is the gateway's own.</param>
/// <param name="reader">What reads its values as JSON, if they are none.</param>
internal sealed class FormatReading(
    string name, Func<FeedUpdate, string, byte[]> write, string? mapping = null, IValueReader? reader = null) : IMappingTarget
{
    private readonly FeedDecoder _decoder = new();
    private readonly FeedUpdate _update = new();
    private MappingDecoder? _mapped;
    private long _offset;

    public string Name => name;

    public Market Market { get; } = new(new MarketOptions(), TimeProvider.System);

    /// <summary>Gets how many records were applied.</summary>
    public long Applied { get; private set; }

    public byte[] Write(FeedUpdate delta, string symbol) => write(delta, symbol);

    /// <summary>Begins with what all formats begin with: a snapshot of each symbol.</summary>
    public void Begin(IEnumerable<byte[]> keys, FeedUpdate snapshot)
    {
        Market.BeginEpoch("bench");
        _mapped = mapping is null ? null : new MappingDecoder(FeedMapping.Parse(mapping), this);
        foreach (var key in keys)
        {
            Market.Apply(FeedTopic.Books, 0, _offset++, Market.Resolve(key)!, snapshot);
        }
    }

    public void Read(byte[] key, byte[] record)
    {
        _offset++;
        if (_mapped is null)
        {
            var symbol = Market.Resolve(key)!;
            var error = _decoder.Decode(FeedTopic.Books, FeedContentType.Detect, record, _update);
            error = error == DecodeError.None ? Market.Apply(FeedTopic.Books, 0, _offset, symbol, _update) : error;
            Applied += error == DecodeError.None ? 1 : 0;
            return;
        }

        ReadOnlySpan<byte> json = record;
        if (reader is null || reader.Read(record, out json) == DecodeError.None)
        {
            Applied += _mapped.Decode(new SourceRecord { Key = key, Value = json, Topic = "raw"u8, AppendedAt = 1, Headers = RecordHeaders.None });
        }
    }

    /// <summary>Writes the book of a symbol, to be compared.</summary>
    public string Book(string symbol)
    {
        var books = Market.Find(symbol)!.Books;
        return $"{books.Status.State} {books.Generation.PriceScale}.{books.Generation.SizeScale} {Text(books.Book.Bids)} | {Text(books.Book.Asks)}";
    }

    public FeedSymbol? Resolve(ReadOnlySpan<byte> symbol) => Market.Resolve(symbol);

    public DecodeError Apply(FeedTopic topic, int place, FeedSymbol symbol, FeedUpdate update) =>
        Market.Apply(topic, 0, _offset + place, symbol, update);

    public void Skip(FeedTopic topic, FeedSymbol? symbol, DecodeError reason, string? rule, string? path)
    {
    }

    private static string Text(BookSide side) => string.Join(' ', Enumerable.Range(0, side.Count).Select(rank => $"{side[rank].Size}@{side[rank].Price}"));
}
