using MarketGateway.Core.Feed;
using MarketGateway.Core.Mapping;

namespace MarketGateway.Kafka;

/// <summary>
/// Takes the records of one mapped topic into the sink. Owned by one poll thread.
/// </summary>
internal sealed class MappedRecordApplier : IMappingTarget
{
    private readonly FeedReadingContext _context;
    private readonly SourceTopic _topic;
    private readonly MappingDecoder _decoder;
    private readonly KafkaHeaders _headers = new();
    private FeedPartition? _partition;
    private long _offset;
    private long _appendedAt;
    private int _skipped;

    public MappedRecordApplier(FeedReadingContext context, SourceTopic topic)
    {
        _context = context;
        _topic = topic;
        _decoder = new MappingDecoder(topic.Mapping!, this, context.Options.Records);
    }

    /// <summary>Takes one record; false when nothing of it could be taken.</summary>
    public bool Take(FeedPartition partition, KafkaRecord record, long appendedAt)
    {
        _partition = partition;
        _offset = record.Offset;
        _appendedAt = appendedAt == FeedPartition.Unknown ? 0 : appendedAt;
        _skipped = 0;
        _headers.Record = record;
        int applied = _decoder.Decode(new SourceRecord
        {
            Key = record.Key,
            Value = record.Value,
            Topic = record.Topic,
            AppendedAt = _appendedAt,
            Headers = _headers,
        });
        if (applied == 0 && _skipped > 0)
        {
            partition.CountSkipped();
            return false;
        }

        partition.CountDecoded(_decoder.NewestOccurredAt);
        return true;
    }

    public FeedSymbol? Resolve(ReadOnlySpan<byte> symbol) => _context.Sink.Resolve(symbol);

    public DecodeError Apply(FeedTopic topic, int place, FeedSymbol symbol, FeedUpdate update)
    {
        if (symbol.Claim(topic, _topic.Source) is { } owner && !ReferenceEquals(owner, _topic.Source))
        {
            return DecodeError.SourceConflict;
        }

        update.AppendedAt = _appendedAt;
        return _context.Sink.Apply(
            topic, _partition!.SinkPartition, _partition.VersionOf(_offset) + place, symbol, update);
    }

    public void Skip(FeedTopic topic, FeedSymbol? symbol, DecodeError reason, string? rule, string? path)
    {
        _skipped++;
        _context.Skips.Count(_topic.Number, reason);
        bool isConflict = reason == DecodeError.SourceConflict;
        if (symbol is not null && !isConflict)
        {
            _context.Sink.Skipped(topic, symbol, reason);
        }

        if (_context.SkipLimiter.TryTake((int)reason, out long suppressed))
        {
            string place = isConflict
                ? $"{symbol} comes from source {symbol!.Claim(topic, _topic.Source)} already, not from {_topic.Source}"
                : rule is null ? "no rule of the mapping" : path is null ? rule : $"{path} ({rule})";
            _context.Logger.MappedRecordSkipped(
                _topic.Name, _partition!.Identity.Partition.Value, _offset, reason.Reason(), place, suppressed);
        }
    }
}
