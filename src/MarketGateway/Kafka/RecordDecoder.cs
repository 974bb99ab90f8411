using Confluent.Kafka;
using MarketGateway.Core.Feed;

namespace MarketGateway.Kafka;

/// <summary>
/// Decodes a record's key and value where librdkafka holds them: the key becomes the sink's symbol, the value the
/// consumer's one <see cref="FeedUpdate"/>, and neither becomes an array or a text on the way. Never throws for a bad
/// record (an exception here costs as much as some thousand records); the verdict is the value.
/// Owned by one poll thread, which reads the result before it asks for the next record.
/// </summary>
internal sealed class RecordDecoder(IFeedSink sink, KafkaTopicNames topics, FeedDecoder decoder)
    : IDeserializer<FeedSymbol?>, IDeserializer<DecodeError>
{
    private const string ContentTypeHeader = "content-type";

    /// <summary>Gets the record decoded last.</summary>
    public FeedUpdate Update { get; } = new();

    /// <summary>Gets whether that was the withdrawal of a definition; then there is no update.</summary>
    public bool IsTombstone { get; private set; }

    /// <summary>Gets the topic that a name belongs to.</summary>
    public FeedTopic TopicOf(string name) =>
        name == topics.Books ? FeedTopic.Books : name == topics.Ticks ? FeedTopic.Ticks : FeedTopic.Instruments;

    FeedSymbol? IDeserializer<FeedSymbol?>.Deserialize(
        ReadOnlySpan<byte> data, bool isNull, SerializationContext context) =>
        isNull ? null : sink.Resolve(data);

    DecodeError IDeserializer<DecodeError>.Deserialize(
        ReadOnlySpan<byte> data, bool isNull, SerializationContext context)
    {
        FeedTopic topic = TopicOf(context.Topic);
        IsTombstone = isNull && topic == FeedTopic.Instruments;
        if (IsTombstone)
        {
            return DecodeError.None;
        }

        FeedContentType contentType = context.Headers is { Count: > 0 } headers
            && headers.TryGetLastBytes(ContentTypeHeader, out byte[] header)
                ? FeedContentTypes.Parse(header)
                : FeedContentType.Detect;
        return decoder.Decode(topic, contentType, data, Update);
    }
}
