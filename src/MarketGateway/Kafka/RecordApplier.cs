using MarketGateway.Core.Feed;

namespace MarketGateway.Kafka;

/// <summary>
/// Takes records from librdkafka's memory into the sink: the key becomes the sink's symbol, the value the one
/// <see cref="FeedUpdate"/>, and neither becomes an array or a text on the way. A record that cannot be taken is skipped,
/// counted and logged; none stops its partition, whatever its key, headers, time stamp and value are. Owned by one poll
/// thread.
/// </summary>
internal sealed class RecordApplier(FeedReadingContext context)
{
    /// <summary>Stands among the reasons of the log's limiter for a fault of the sink.</summary>
    private const int FaultKey = -1;

    /// <summary>Stands among them for a time stamp that is no time.</summary>
    private const int TimeKey = -2;

    private readonly FeedDecoder _decoder = new(context.Options.Records);
    private readonly FeedUpdate _update = new();
    private readonly RecordTimer _timer = new(context);
    private readonly bool _hasMapped =
        context.Options.Sources.Values.Any(source => source.Format != KafkaSourceFormat.MarketGateway);
    private readonly Dictionary<SourceTopic, MappedRecordApplier> _mapped = new(ReferenceEqualityComparer.Instance);
    private MappedRecordApplier? _lastMapped;

    /// <summary>Notes that there was no record to be had.</summary>
    public void OnIdle() => _timer.OnIdle();

    /// <summary>Takes one record of a partition; says which schema it has to wait for, if it has.</summary>
    public int? Consume(FeedPartition partition, KafkaRecord record)
    {
        long appendedAt = AppendedAt(partition, record);
        partition.SetAppendedAt(appendedAt);
        if (partition.Source is { Mapping: not null } topic)
        {
            MappedRecordApplier mapped = MappedOf(topic);
            ApplyMapped(mapped, partition, record, appendedAt);
            return mapped.AwaitedSchema;
        }

        DecodeError error;
        FeedSymbol? symbol;
        if (partition.Topic == FeedTopic.Instruments)
        {
            lock (context.Files.Gate)
            {
                error = TryApply(partition, record, appendedAt, out symbol);
            }
        }
        else
        {
            error = TryApply(partition, record, appendedAt, out symbol);
        }

        if (error != DecodeError.None)
        {
            Skip(partition, record, symbol, error);
        }

        return null;
    }

    /// <summary>Says whether a partition's next record still has to wait for a schema.</summary>
    public bool IsAwaited(HeldPartition held) => MappedOf(held.Partition.Source!).IsAwaited(held.SchemaId);

    /// <summary>Finds or makes what reads a topic's records; topics that patterns match may come at any time.</summary>
    private MappedRecordApplier MappedOf(SourceTopic topic)
    {
        if (_lastMapped is { } last && ReferenceEquals(last.Topic, topic))
        {
            return last;
        }

        if (!_mapped.TryGetValue(topic, out MappedRecordApplier? mapped))
        {
            _mapped[topic] = mapped = new MappedRecordApplier(context, topic);
        }

        return _lastMapped = mapped;
    }

    private void ApplyMapped(MappedRecordApplier mapped, FeedPartition partition, KafkaRecord record, long appendedAt)
    {
        try
        {
            if (mapped.Consume(partition, record, appendedAt))
            {
                _timer.OnApplied(partition, appendedAt);
            }
        }
        catch (Exception e)
        {
            // A fault of ours at one record must not take down every replica, which all read the same record.
            LogFault(e, partition, record.Offset);
            partition.CountSkipped();
            context.Skips.Count(partition.TopicNumber, DecodeError.Malformed);
        }
    }

    /// <summary>The record with a time stamp that is no time is as good as any other; only its age is not known.</summary>
    private long AppendedAt(FeedPartition partition, KafkaRecord record)
    {
        long appendedAt = record.AppendedAt;
        if (appendedAt == FeedPartition.Unknown || RecordTime.IsTime(appendedAt))
        {
            return appendedAt;
        }

        if (context.SkipLimiter.TryTake(TimeKey, out long suppressed))
        {
            context.Logger.RecordTimeIgnored(
                partition.Identity.Topic, partition.Identity.Partition.Value, record.Offset, appendedAt, suppressed);
        }

        return FeedPartition.Unknown;
    }

    private DecodeError TryApply(
        FeedPartition partition, KafkaRecord record, long appendedAt, out FeedSymbol? symbol)
    {
        symbol = null;
        try
        {
            if (TryApplyAlias(partition, record, out DecodeError error))
            {
                if (error == DecodeError.None)
                {
                    partition.CountDecoded(0);
                }

                return error;
            }

            if (IsOfAnotherShard(partition, record))
            {
                partition.CountDecoded(0);
                return DecodeError.None;
            }

            symbol = record.HasKey ? context.Sink.Resolve(record.Key) : null;
            error = symbol is null ? DecodeError.BadKey : Apply(partition, record, appendedAt, symbol);
            if (error == DecodeError.None)
            {
                _timer.OnApplied(partition, appendedAt);
            }

            return error;
        }
        catch (Exception e)
        {
            // A fault of ours at one record must not take down every replica, which all read the same record.
            LogFault(e, partition, record.Offset);
            return DecodeError.Malformed;
        }
    }

    /// <summary>
    /// Takes a record that says what its key stands for; false when it is none. No symbol is made of such a key, and every
    /// shard knows all of them: where a name leads is known only then.
    /// </summary>
    private bool TryApplyAlias(FeedPartition partition, KafkaRecord record, out DecodeError error)
    {
        error = DecodeError.None;
        if (partition.Topic != FeedTopic.Instruments || !record.HasKey)
        {
            return false;
        }

        if (context.Files.Aliases.Owns(record.Key))
        {
            return IsAliasRecord(record);
        }

        if (!record.HasValue)
        {
            return context.Sink.WithdrawAlias(record.Key);
        }

        if (!IsAliasRecord(record))
        {
            return false;
        }

        error = context.Sink.SetAlias(record.Key, _update.AliasOf!);
        return true;
    }

    private bool IsAliasRecord(KafkaRecord record)
    {
        FeedContentType contentType =
            context.Options.ReadContentType ? record.ContentType : FeedContentType.Detect;
        return record.HasValue
            && _decoder.Decode(FeedTopic.Instruments, contentType, record.Value, _update) == DecodeError.None
            && _update.Kind == FeedUpdateKind.Alias;
    }

    /// <summary>A definition of a symbol whose books and ticks are not read here: it would wait for them for ever.</summary>
    private bool IsOfAnotherShard(FeedPartition partition, KafkaRecord record) =>
        partition.Topic == FeedTopic.Instruments && context.Options.Share is { } share && record.HasKey
        && !share.IsHere(record.Key);

    private void LogFault(Exception e, FeedPartition partition, long offset)
    {
        if (context.SkipLimiter.TryTake(FaultKey, out long suppressed))
        {
            context.Logger.ApplyFailed(e, partition.Topic, partition.Identity.Partition.Value, offset, suppressed);
        }
    }

    private DecodeError Apply(FeedPartition partition, KafkaRecord record, long appendedAt, FeedSymbol symbol)
    {
        FeedTopic topic = partition.Topic;
        if (topic == FeedTopic.Instruments && context.Files.Instruments.Owns(symbol))
        {
            partition.CountDecoded(0);
            return DecodeError.None;
        }

        if (topic == FeedTopic.Instruments && !record.HasValue)
        {
            context.Sink.Withdraw(symbol);
            partition.CountDecoded(0);
            return DecodeError.None;
        }

        FeedContentType contentType =
            context.Options.ReadContentType ? record.ContentType : FeedContentType.Detect;
        DecodeError error = _decoder.Decode(topic, contentType, record.Value, _update);
        if (error == DecodeError.None && _hasMapped && _update.Kind != FeedUpdateKind.Phase && IsOfAnotherSource(partition, symbol))
        {
            error = DecodeError.SourceConflict;
        }

        if (error == DecodeError.None)
        {
            // A number that is no time would pass for the newest record of its symbol for ever, or for the oldest.
            _update.AppendedAt = appendedAt == FeedPartition.Unknown ? 0 : appendedAt;
            error = context.Sink.Apply(
                topic, partition.Identity.Partition.Value, record.Offset, symbol, _update);
        }

        if (error == DecodeError.None)
        {
            partition.CountDecoded(_update.OccurredAt);
        }

        return error;
    }

    private static bool IsOfAnotherSource(FeedPartition partition, FeedSymbol symbol) =>
        partition.Source is { } topic && symbol.Claim(partition.Topic, topic.Source) is { } owner
        && !ReferenceEquals(owner, topic.Source);

    private void Skip(FeedPartition partition, KafkaRecord record, FeedSymbol? symbol, DecodeError error)
    {
        long offset = record.Offset;
        partition.CountSkipped();
        context.SkippedRecords.Note(partition, record, error);
        context.Skips.Count(partition.TopicNumber, error);
        if (symbol is not null && error != DecodeError.SourceConflict)
        {
            ReportSkipped(partition, offset, symbol, error);
        }

        if (!context.SkipLimiter.TryTake((int)error, out long suppressed))
        {
            return;
        }

        if (error == DecodeError.BadKey)
        {
            string fault = record.HasKey ? FeedSymbolName.FaultOf(record.Key) ?? "" : "there is none";
            context.Logger.MappedRecordSkipped(
                partition.Identity.Topic, partition.Identity.Partition.Value, offset, error.Reason(), fault, suppressed);
        }
        else
        {
            context.Logger.RecordSkipped(
                partition.Identity.Topic, partition.Identity.Partition.Value, offset, error.Reason(), suppressed);
        }
    }

    private void ReportSkipped(FeedPartition partition, long offset, FeedSymbol symbol, DecodeError error)
    {
        try
        {
            context.Sink.Skipped(partition.Topic, symbol, error);
        }
        catch (Exception e)
        {
            LogFault(e, partition, offset);
        }
    }
}
