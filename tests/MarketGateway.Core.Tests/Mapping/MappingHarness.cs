using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Mapping;
using MarketGateway.Core.Schemas;

namespace MarketGateway.Core.Tests.Mapping;

/// <summary>A market that is fed by a mapping, as if each record were the next of one partition.</summary>
internal sealed class MappingHarness : IMappingTarget
{
    private readonly MappingDecoder _decoder;
    private readonly IValueReader? _reader;
    private readonly bool _holdsSeveral;
    private long _offset;

    public MappingHarness(string mapping, IValueReader? reader, FeedDecoderOptions? options = null)
        : this(mapping, options) => _reader = reader;

    public MappingHarness(string mapping, FeedDecoderOptions? options = null)
    {
        var parsed = FeedMapping.Parse(ReadyMappings.Find(mapping) ?? mapping);
        _holdsSeveral = parsed.HoldsSeveral;
        _decoder = new MappingDecoder(parsed, this, options);
        Market.BeginEpoch("test");
    }

    public Market Market { get; } = new(new MarketOptions(), TimeProvider.System);

    /// <summary>Gets what was skipped: reason, rule and path.</summary>
    public List<string> Skips { get; } = [];

    /// <summary>Gets the updates applied, as text.</summary>
    public List<string> Applied { get; } = [];

    /// <summary>Reads one record; returns how many updates of it were applied.</summary>
    public int Read(string value, string key = "", string topic = "raw", long appendedAt = 0, RecordHeaders? headers = null) =>
        Read(Encoding.UTF8.GetBytes(value), key, topic, appendedAt, headers);

    public int Read(byte[] value, string key = "", string topic = "raw", long appendedAt = 0, RecordHeaders? headers = null)
    {
        _offset++;
        ReadOnlySpan<byte> json = value;
        if (_reader is not null && _reader.Read(value, out json) is not DecodeError.None and var error)
        {
            _decoder.Skip(error);
            return 0;
        }

        return _decoder.Decode(new SourceRecord
        {
            Key = Encoding.UTF8.GetBytes(key),
            Value = json,
            Topic = Encoding.UTF8.GetBytes(topic),
            AppendedAt = appendedAt,
            Headers = headers ?? RecordHeaders.None,
        });
    }

    /// <summary>Reads a record in one of the gateway's own forms, which goes no way through a mapping.</summary>
    public void ReadOwn(FeedContentType form, FeedUpdate update)
    {
        var bytes = new ArrayBufferWriter<byte>();
        if (form == FeedContentType.MessagePack)
        {
            FeedEncoder.Write(update, bytes);
        }
        else
        {
            using var writer = new Utf8JsonWriter(bytes);
            FeedJsonWriter.Write(update, writer);
        }

        var read = new FeedUpdate();
        var error = new FeedDecoder().Decode(FeedTopic.Books, FeedContentType.Detect, bytes.WrittenSpan, read);
        error = error == DecodeError.None ? Market.Apply(FeedTopic.Books, 0, _offset++, Market.Resolve("S"u8)!, read) : error;
        if (error != DecodeError.None)
        {
            Skips.Add(error.Reason());
        }
    }

    /// <summary>Writes a book as <c>2@27000.10 | 1@27000.50</c>: bids best first, then asks.</summary>
    /// <param name="symbol">Whose book.</param>
    /// <param name="trimmed">Whether numbers are without zeros at the end.</param>
    public string Book(string symbol, bool trimmed = false)
    {
        var books = Market.Find(symbol)!.Books;
        return $"{Text(books.Book.Bids, books.Generation, trimmed)} | {Text(books.Book.Asks, books.Generation, trimmed)}";
    }

    /// <summary>Writes a quote as bid, its size, ask, its size; a side that is empty has no price.</summary>
    public string Quote(string symbol)
    {
        var quote = ChannelSnapshots.OfQuote(Market.Find(symbol)!);
        string Number(QuoteFields field, int scale) =>
            quote.Fields[System.Numerics.BitOperations.TrailingZeroCount((int)field)] is { } value ? Text(value, scale, trimmed: true) : "-";

        return $"{Number(QuoteFields.BidPrice, quote.Generation.PriceScale)} {Number(QuoteFields.BidSize, quote.Generation.SizeScale)} "
            + $"{Number(QuoteFields.AskPrice, quote.Generation.PriceScale)} {Number(QuoteFields.AskSize, quote.Generation.SizeScale)}";
    }

    public SymbolState StateOf(string symbol) => Market.Find(symbol)!.Books.Status.State;

    public FeedSymbol? Resolve(ReadOnlySpan<byte> symbol) => Market.Resolve(symbol);

    public DecodeError Apply(FeedTopic topic, int place, FeedSymbol symbol, FeedUpdate update)
    {
        Applied.Add($"{update.Kind} {symbol} {update.Sequence} {update.OccurredAt} {update.PriceScale}.{update.SizeScale}"
            + (update.Kind == FeedUpdateKind.Trade ? $" {update.Price} {update.Size} {update.Aggressor} {update.TradeId}" : "")
            + (update.Kind == FeedUpdateKind.Quote
                ? $" {update.BidPrice} {update.BidSize} {update.AskPrice} {update.AskSize}" : ""));
        return Market.Apply(topic, 70_000, (_holdsSeveral ? _offset * FeedMapping.UpdatesPerRecordMax : _offset) + place, symbol, update);
    }

    public void Skip(FeedTopic topic, FeedSymbol? symbol, DecodeError reason, string? rule, string? path)
    {
        Skips.Add($"{reason.Reason()} {rule} {path}");
        if (symbol is not null)
        {
            Market.Skipped(topic, symbol, reason);
        }
    }

    private static string Text(BookSide side, Generation scales, bool trimmed) => string.Join(' ', Enumerable.Range(0, side.Count)
        .Select(rank => $"{Text(side[rank].Size, scales.SizeScale, trimmed)}@{Text(side[rank].Price, scales.PriceScale, trimmed)}"));

    private static string Text(long number, int scale, bool trimmed) =>
        (number / (decimal)Math.Pow(10, scale)).ToString(trimmed ? "0.############" : $"F{scale}", CultureInfo.InvariantCulture);
}
