using System.Text;
using Confluent.Kafka;
using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Feed;
using MarketGateway.Demo;

namespace MarketGateway.Tools.Audit;

/// <summary>
/// Makes again what a client held, out of the log: reads the partitions of its symbols once, and stops at each version at
/// which one of its streams stood.
/// </summary>
/// <param name="reader">Reads topics.</param>
/// <param name="topics">The gateway's own topics.</param>
/// <param name="mapped">The mapped topic; null where there is none.</param>
/// <param name="since">From when on the log is read; null: from its beginning.</param>
/// <param name="tradesMax">So many trades of a stream are shown.</param>
internal sealed class LogRebuild(TopicReader reader, MarketTopics topics, MappedTopic? mapped, DateTimeOffset? since, int tradesMax)
{
    private readonly FeedDecoder _decoder = new();
    private readonly FeedUpdate _update = new();

    public List<RebuiltStream> Make(IReadOnlyList<HeldStream> streams)
    {
        var rebuilt = streams.Where(static stream => stream.Version is null)
            .Select(static stream => new RebuiltStream(stream) { Problem = "nothing was sent of it yet" }).ToList();
        var led = streams.Where(static stream => stream.Version is not null).ToList();
        var others = led.Where(MappedTopic.Feeds).ToList();
        foreach (var topic in new[] { FeedTopic.Books, FeedTopic.Ticks })
        {
            Read(topic, led.Except(others).Where(stream => TopicOf(stream) == topic).ToList(), rebuilt);
        }

        if (mapped is null)
        {
            rebuilt.AddRange(others.Select(static stream => new RebuiltStream(stream)
            {
                Problem = "a mapped topic feeds it: --mapped-topic and --mapping say which, and how it is read",
            }));
        }
        else if (others.Count > 0)
        {
            new MappedRebuild(mapped, others, tradesMax, rebuilt).Read(reader, since);
        }

        return rebuilt;
    }

    private static FeedTopic TopicOf(HeldStream stream) => stream.Channel == Channel.Book ? FeedTopic.Books : FeedTopic.Ticks;

    private void Read(FeedTopic topic, List<HeldStream> streams, List<RebuiltStream> rebuilt)
    {
        if (streams.Count == 0)
        {
            return;
        }

        var market = new Market(new MarketOptions(), TimeProvider.System);
        var stops = new RebuildStops(market, streams, tradesMax, rebuilt);
        var name = topics.Name(topic);
        reader.Read(name, PartitionsOf(name, streams), since, record =>
        {
            if (record.Message.Key is { } key && Encoding.UTF8.GetString(key) is var symbol && stops.Has(symbol))
            {
                stops.MeetBefore(symbol, record.Partition.Value, record.Offset.Value);
                Apply(market, topic, record);
            }

            return record.Offset.Value <= stops.Last;
        });
        stops.MeetRest();
    }

    private IEnumerable<int> PartitionsOf(string topic, List<HeldStream> streams) =>
        streams.Exists(static stream => stream.Partition is null)
            ? Enumerable.Range(0, reader.CountPartitions(topic))
            : streams.Select(static stream => stream.Partition!.Value).Distinct();

    private void Apply(Market market, FeedTopic topic, ConsumeResult<byte[]?, byte[]?> record)
    {
        if (market.Resolve(record.Message.Key) is not { } symbol)
        {
            return;
        }

        var error = _decoder.Decode(topic, ContentType(record.Message.Headers), record.Message.Value, _update);
        if (error != DecodeError.None)
        {
            market.Skipped(topic, symbol, error);
            return;
        }

        var stamp = record.Message.Timestamp;
        _update.AppendedAt = stamp.Type == TimestampType.NotAvailable ? 0 : stamp.UnixTimestampMs;
        market.Apply(topic, record.Partition.Value, record.Offset.Value, symbol, _update);
    }

    private static FeedContentType ContentType(Headers? headers)
    {
        var last = headers?.LastOrDefault(static header => FeedContentTypes.IsHeader(Encoding.UTF8.GetBytes(header.Key)));
        return last is null ? FeedContentType.Detect : FeedContentTypes.Parse(last.GetValueBytes());
    }
}
