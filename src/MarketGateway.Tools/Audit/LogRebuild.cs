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
internal sealed class LogRebuild(TopicReader reader, MarketTopics topics, DateTimeOffset? since)
{
    private readonly FeedDecoder _decoder = new();
    private readonly FeedUpdate _update = new();

    public List<RebuiltStream> Make(IEnumerable<HeldStream> streams)
    {
        var rebuilt = new List<RebuiltStream>();
        foreach (var topic in new[] { FeedTopic.Books, FeedTopic.Ticks })
        {
            var held = streams.Where(stream => TopicOf(stream) == topic).ToList();
            rebuilt.AddRange(held.Where(static stream => stream.Version is null)
                .Select(static stream => new RebuiltStream(stream) { Problem = "nothing was sent of it yet" }));
            var stops = held.Where(static stream => stream.Version is not null).OrderBy(static stream => stream.Version)
                .GroupBy(static stream => stream.Symbol, StringComparer.Ordinal)
                .ToDictionary(static group => group.Key, static group => new Queue<HeldStream>(group), StringComparer.Ordinal);
            Read(topic, stops, rebuilt);
        }

        return rebuilt;
    }

    private static FeedTopic TopicOf(HeldStream stream) => stream.Channel == Channel.Book ? FeedTopic.Books : FeedTopic.Ticks;

    private void Read(FeedTopic topic, Dictionary<string, Queue<HeldStream>> stops, List<RebuiltStream> rebuilt)
    {
        if (stops.Count == 0)
        {
            return;
        }

        var market = new Market(new MarketOptions(), TimeProvider.System);
        var name = topics.Name(topic);
        var last = stops.Values.SelectMany(static queue => queue).Max(static stream => stream.Version);
        reader.Read(name, PartitionsOf(name, stops), since, record =>
        {
            if (record.Message.Key is { } key && stops.TryGetValue(Encoding.UTF8.GetString(key), out var waiting))
            {
                while (waiting.TryPeek(out var next) && IsHere(next, record) && next.Version < record.Offset.Value)
                {
                    rebuilt.Add(StreamRebuild.Make(waiting.Dequeue(), market.Find(next.Symbol)));
                }

                Apply(market, topic, record);
            }

            return record.Offset.Value <= last;
        });
        foreach (var stream in stops.Values.SelectMany(static queue => queue))
        {
            rebuilt.Add(StreamRebuild.Make(stream, market.Find(stream.Symbol)));
        }
    }

    /// <summary>The versions of a stream are offsets of one partition; where that is not known, of whichever has its symbol.</summary>
    private static bool IsHere(HeldStream stream, ConsumeResult<byte[]?, byte[]?> record) =>
        stream.Partition is not { } partition || partition == record.Partition.Value;

    private IEnumerable<int> PartitionsOf(string topic, Dictionary<string, Queue<HeldStream>> stops)
    {
        var streams = stops.Values.SelectMany(static queue => queue).ToList();
        return streams.Exists(static stream => stream.Partition is null)
            ? Enumerable.Range(0, reader.CountPartitions(topic))
            : streams.Select(static stream => stream.Partition!.Value).Distinct();
    }

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
