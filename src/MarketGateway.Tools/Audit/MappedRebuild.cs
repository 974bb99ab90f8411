using System.Text;
using Confluent.Kafka;
using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Mapping;

namespace MarketGateway.Tools.Audit;

/// <summary>
/// Makes again what a client held of symbols that a mapped topic feeds: reads it as the gateway does, each update of a
/// record with a version of its own.
/// </summary>
internal sealed class MappedRebuild : IMappingTarget
{
    private readonly Market _market = new(new MarketOptions(), TimeProvider.System);
    private readonly MappedTopic _topic;
    private readonly MappingDecoder _decoder;
    private readonly RebuildStops _books;
    private readonly RebuildStops _ticks;
    private readonly byte[] _name;
    private readonly int _versionsPerRecord;
    private readonly int _number;
    private int _partition;
    private long _version;
    private long _appendedAt;

    /// <exception cref="CommandException">The streams are of several topics.</exception>
    public MappedRebuild(MappedTopic topic, IReadOnlyList<HeldStream> streams, int tradesMax, List<RebuiltStream> rebuilt)
    {
        var numbers = streams.Select(static stream => MappedTopic.TopicOf(stream.Partition!.Value)).Distinct().ToList();
        _number = numbers.Count == 1 ? numbers[0] : throw new CommandException(
            "its streams are fed by several mapped topics: name the symbols of one with --symbol.");
        _topic = topic;
        _name = Encoding.UTF8.GetBytes(topic.Name);
        _decoder = new MappingDecoder(topic.Mapping, this);
        _versionsPerRecord = topic.Mapping.HoldsSeveral ? FeedMapping.UpdatesPerRecordMax : 1;
        _books = new RebuildStops(_market, streams.Where(static stream => stream.Channel == Channel.Book), tradesMax, rebuilt);
        _ticks = new RebuildStops(_market, streams.Where(static stream => stream.Channel != Channel.Book), tradesMax, rebuilt);
    }

    public void Read(TopicReader reader, DateTimeOffset? since)
    {
        var last = Math.Max(_books.Last ?? -1, _ticks.Last ?? -1) / _versionsPerRecord;
        reader.Read(_topic.Name, Enumerable.Range(0, reader.CountPartitions(_topic.Name)), since, record =>
        {
            Take(record);
            return record.Offset.Value <= last;
        });
        _books.MeetRest();
        _ticks.MeetRest();
    }

    public FeedSymbol? Resolve(ReadOnlySpan<byte> symbol) => _market.Resolve(symbol);

    public DecodeError Apply(FeedTopic topic, int place, FeedSymbol symbol, FeedUpdate update)
    {
        (topic == FeedTopic.Books ? _books : _ticks).MeetBefore(symbol.Symbol, _partition, _version + place);
        update.AppendedAt = _appendedAt;
        return _market.Apply(topic, _partition, _version + place, symbol, update);
    }

    public void Skip(FeedTopic topic, FeedSymbol? symbol, DecodeError reason, string? rule, string? path)
    {
        if (symbol is not null)
        {
            _market.Skipped(topic, symbol, reason);
        }
    }

    private void Take(ConsumeResult<byte[]?, byte[]?> record)
    {
        var stamp = record.Message.Timestamp;
        _appendedAt = stamp.Type == TimestampType.NotAvailable ? 0 : stamp.UnixTimestampMs;
        _partition = _number | record.Partition.Value;
        _version = record.Offset.Value * _versionsPerRecord;
        ReadOnlySpan<byte> value = record.Message.Value;
        if (_topic.Reader is not null && _topic.Reader.Read(value, out value) is not DecodeError.None and var error)
        {
            _decoder.Skip(error);
            return;
        }

        _decoder.Decode(new SourceRecord
        {
            Key = record.Message.Key,
            Value = value,
            Topic = _name,
            AppendedAt = _appendedAt,
            Headers = new Given(record.Message.Headers),
        });
    }

    /// <summary>The headers of a record as the client library has them.</summary>
    private sealed class Given(Headers? headers) : RecordHeaders
    {
        public override bool TryFind(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
        {
            byte[]? found = null;
            var isFound = headers?.TryGetLastBytes(Encoding.UTF8.GetString(name), out found) == true;
            value = found;
            return isFound;
        }
    }
}
