using Confluent.Kafka;
using MarketGateway.Core.Feed;

namespace MarketGateway.Kafka;

/// <summary>What operators read of the feed.</summary>
internal static partial class KafkaFeedEvents
{
    [LoggerMessage(100, LogLevel.Information, "Reading {Topics} from {Servers} with {Consumers} consumer(s)")]
    public static partial void FeedStarting(this ILogger logger, string topics, string servers, int consumers);

    [LoggerMessage(101, LogLevel.Warning, "Kafka at {Servers} is not ready: {Reason}. Trying on")]
    public static partial void ClusterNotReady(this ILogger logger, string servers, string reason);

    [LoggerMessage(102, LogLevel.Warning, "Topic {Topic} does not exist. Nothing is read until it is created")]
    public static partial void TopicMissing(this ILogger logger, string topic);

    [LoggerMessage(103, LogLevel.Warning, "Topic {Topic} was deleted. Waiting for a new one")]
    public static partial void TopicDeleted(this ILogger logger, string topic);

    [LoggerMessage(104, LogLevel.Information,
        "Epoch {Epoch} begins: {Partitions} partitions, {Records} records to read before the feed is ready")]
    public static partial void ReadingBegins(this ILogger logger, string epoch, int partitions, long records);

    [LoggerMessage(105, LogLevel.Information, "Definitions are read. Reading books and ticks")]
    public static partial void InstrumentsRead(this ILogger logger);

    [LoggerMessage(106, LogLevel.Information, "The feed is ready after {Elapsed}")]
    public static partial void FeedReady(this ILogger logger, TimeSpan elapsed);

    [LoggerMessage(107, LogLevel.Information, "Topic {Topic} has new partitions: {Count} instead of {Before}")]
    public static partial void PartitionsAdded(this ILogger logger, string topic, int count, int before);

    [LoggerMessage(122, LogLevel.Error, "What comes into new partitions is read by no shard. {Reason}")]
    public static partial void ShareOutgrown(this ILogger logger, string reason);

    [LoggerMessage(108, LogLevel.Warning,
        "Offset {Offset} of {Partition} is gone: the log begins at {Start}, {Lost} records are lost. Reading on there")]
    public static partial void OffsetsLost(
        this ILogger logger, FeedPartition partition, long offset, long start, long lost);

    [LoggerMessage(109, LogLevel.Warning, "The log was replaced: {Reason}. Beginning a new epoch")]
    public static partial void LogReplaced(this ILogger logger, string reason);

    [LoggerMessage(110, LogLevel.Warning,
        "{Count} partition(s) cannot be reached, their brokers do not answer: {Partitions}")]
    public static partial void PartitionsUnreachable(this ILogger logger, int count, string partitions);

    [LoggerMessage(111, LogLevel.Information, "{Count} partition(s) can be reached again: {Partitions}")]
    public static partial void PartitionsReachable(this ILogger logger, int count, string partitions);

    [LoggerMessage(112, LogLevel.Warning,
        "Skipped {Topic} [{Partition}] @{Offset}: {Reason} ({Suppressed} more of that reason since the last line)")]
    public static partial void RecordSkipped(
        this ILogger logger, string topic, int partition, long offset, string reason, long suppressed);

    [LoggerMessage(113, LogLevel.Error,
        "Applying {Topic} [{Partition}] @{Offset} failed; the record is skipped (and {Suppressed} more since the last)")]
    public static partial void ApplyFailed(
        this ILogger logger, Exception exception, FeedTopic topic, int partition, long offset, long suppressed);

    [LoggerMessage(114, LogLevel.Critical, "The feed ends, and the gateway with it: {Reason}")]
    public static partial void FeedFailed(this ILogger logger, string reason);

    [LoggerMessage(115, LogLevel.Warning,
        "Kafka client: {Code}, {Reason} ({Suppressed} more of that since the last line)")]
    public static partial void ClientError(this ILogger logger, ErrorCode code, string reason, long suppressed);

    [LoggerMessage(116, LogLevel.Error, "librdkafka {Facility}: {Message}")]
    public static partial void LibrdkafkaFailed(this ILogger logger, string facility, string message);

    [LoggerMessage(117, LogLevel.Debug, "librdkafka {Facility}: {Message}")]
    public static partial void LibrdkafkaSaid(this ILogger logger, string facility, string message);

    [LoggerMessage(131, LogLevel.Information, "{Count} names stand for what {File} says")]
    public static partial void AliasFileRead(this ILogger logger, int count, string file);

    [LoggerMessage(132, LogLevel.Error, "Names stand for what they did: {File} has changed and cannot be read: {Reason}")]
    public static partial void AliasFileWrong(this ILogger logger, string file, string reason);

    [LoggerMessage(133, LogLevel.Error, "{Count} names of {File} are too many: raise Market:AliasesMax")]
    public static partial void AliasesRefused(this ILogger logger, int count, string file);

    [LoggerMessage(119, LogLevel.Warning,
        "Skipped {Topic} [{Partition}] @{Offset}: {Reason}, {Place} ({Suppressed} more of that reason since the last line)")]
    public static partial void MappedRecordSkipped(
        this ILogger logger, string topic, int partition, long offset, string reason, string place, long suppressed);

    [LoggerMessage(118, LogLevel.Warning,
        "{Topic} [{Partition}] @{Offset} has the Kafka time stamp {Milliseconds}, which is no time in milliseconds; it is "
        + "read without one ({Suppressed} more since the last line)")]
    public static partial void RecordTimeIgnored(
        this ILogger logger, string topic, int partition, long offset, long milliseconds, long suppressed);

    [LoggerMessage(121, LogLevel.Warning,
        "Source {Source}: schema {Id} cannot be had from {Place}: {Reason}. Partitions wait for it; asking again")]
    public static partial void SchemaAwaited(this ILogger logger, string source, int id, string place, string reason);

    [LoggerMessage(122, LogLevel.Information, "Source {Source}: schema {Id} is here, from {Place}, after {Elapsed}")]
    public static partial void SchemaLoaded(this ILogger logger, string source, int id, string place, TimeSpan elapsed);

    [LoggerMessage(123, LogLevel.Error,
        "Source {Source}: schema {Id} of {Place} is not read, and records with it are skipped: {Reason}")]
    public static partial void SchemaUnknown(this ILogger logger, string source, int id, string place, string reason);

    [LoggerMessage(125, LogLevel.Warning,
        "No topic matches {Pattern} of source {Source} yet. One that appears is followed")]
    public static partial void PatternUnmatched(this ILogger logger, string pattern, string source);

    [LoggerMessage(126, LogLevel.Error, "Topic {Topic} is not read: {Reason}")]
    public static partial void TopicRefused(this ILogger logger, string topic, string reason);

    [LoggerMessage(127, LogLevel.Information, "Topic {Topic} of source {Source} appeared. Reading its {Count} partition(s)")]
    public static partial void TopicFollowed(this ILogger logger, string topic, string source, int count);

    [LoggerMessage(128, LogLevel.Warning,
        "Topic {Topic} of source {Source} is gone. What came from it is stale until it, or one of its name, appears again")]
    public static partial void TopicGone(this ILogger logger, string topic, string source);

    [LoggerMessage(129, LogLevel.Information, "Definitions of {Count} instruments are those of {File}; {Changed} of them are new")]
    public static partial void InstrumentFileRead(this ILogger logger, int count, string file, int changed);

    [LoggerMessage(130, LogLevel.Error, "Definitions stay as they are: {File} has changed and cannot be read: {Reason}")]
    public static partial void InstrumentFileWrong(this ILogger logger, string file, string reason);

    [LoggerMessage(119, LogLevel.Warning, "{Count} more of {Kind} since the last line about it")]
    public static partial void LinesSuppressed(this ILogger logger, long count, string kind);
}
