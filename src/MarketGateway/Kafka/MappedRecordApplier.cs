using MarketGateway.Core.Feed;
using MarketGateway.Core.Mapping;
using MarketGateway.Core.Schemas;

namespace MarketGateway.Kafka;

/// <summary>
/// Takes the records of one mapped topic into the sink. Owned by one poll thread.
/// </summary>
internal sealed class MappedRecordApplier : IMappingTarget
{
    private readonly FeedReadingContext _context;
    private readonly SourceTopic _topic;
    private readonly MappingDecoder _decoder;
    private readonly IValueReader? _reader;
    private readonly KafkaHeaders _headers = new();
    private FeedPartition? _partition;
    private long _offset;
    private long _appendedAt;
    private int _skipped;

    public MappedRecordApplier(FeedReadingContext context, SourceTopic topic)
    {
        _context = context;
        _topic = topic;
        _reader = context.Readers.Make(topic);
        FeedDecoderOptions limits = context.Options.Records;
        _decoder = new MappingDecoder(topic.Mapping!, this, _reader is null ? limits : limits with
        {
            RecordBytesMax = (int)Math.Min(1 << 30, (long)limits.RecordBytesMax * SchemaReader.TextPerByteMax),
        });
    }

    /// <summary>Gets the topic.</summary>
    public SourceTopic Topic => _topic;

    /// <summary>Gets the schema that the last record has to wait for; null when it has not, and was taken or skipped.</summary>
    public int? AwaitedSchema { get; private set; }

    /// <summary>Says whether a schema is still not here.</summary>
    public bool IsAwaited(int schema) => _reader is SchemaReader reader && reader.IsAwaited(schema);

    /// <summary>Takes one record; false when nothing of it could be taken, or it has to wait.</summary>
    public bool Consume(FeedPartition partition, KafkaRecord record, long appendedAt)
    {
        _partition = partition;
        _offset = record.Offset;
        _appendedAt = appendedAt == FeedPartition.Unknown ? 0 : appendedAt;
        _skipped = 0;
        _headers.Record = record;
        AwaitedSchema = null;
        ReadOnlySpan<byte> value = record.Value;
        if (_reader is not null)
        {
            DecodeError error = _reader.Read(value, out value);
            AwaitedSchema = _reader.AwaitedId;
            if (AwaitedSchema is not null)
            {
                return false;
            }

            if (error != DecodeError.None)
            {
                _decoder.Skip(error);
                partition.CountSkipped();
                return false;
            }
        }

        int applied = _decoder.Decode(new SourceRecord
        {
            Key = record.Key,
            Value = value,
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
        // A symbol's phases may come from another topic than its quotes and trades.
        if (update.Kind != FeedUpdateKind.Phase && symbol.Claim(topic, _topic.Source) is { } owner && !ReferenceEquals(owner, _topic.Source))
        {
            return DecodeError.SourceConflict;
        }

        update.AppendedAt = _appendedAt;
        if (topic != FeedTopic.Instruments)
        {
            return ApplyToSink(topic, place, symbol, update);
        }

        lock (_context.Files.Gate)
        {
            return _context.Files.Instruments.Owns(symbol) ? DecodeError.None : ApplyToSink(topic, place, symbol, update);
        }
    }

    private DecodeError ApplyToSink(FeedTopic topic, int place, FeedSymbol symbol, FeedUpdate update) =>
        _context.Sink.Apply(topic, _partition!.SinkPartition, _partition.VersionOf(_offset) + place, symbol, update);

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
