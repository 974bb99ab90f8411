using System.Text;
using MarketGateway.Core.Feed;

namespace MarketGateway.Tests.Demo;

/// <summary>
/// A log that forgets, as the embedded broker does: topics of partitions by hash of the key, each of which drops its
/// oldest records when it holds more than so many bytes. Every record is a batch alone, the worst case.
/// </summary>
internal sealed class SmallLog(int partitions, long bytesMax)
{
    private const int BatchBytes = 61 + 10;

    private readonly Dictionary<(FeedTopic Topic, int Partition), Partition> _partitions = [];

    public long TrimmedCount { get; private set; }

    public void Append(FeedTopic topic, byte[] key, FeedUpdate update)
    {
        var partition = Find(topic, key);
        var bytes = BatchBytes + key.Length + ValueBytes(update);
        partition.Records.Enqueue((Encoding.UTF8.GetString(key), update.Kind, bytes));
        partition.Bytes += bytes;
        while (partition.Bytes > bytesMax)
        {
            partition.Bytes -= partition.Records.Dequeue().Bytes;
            TrimmedCount++;
        }
    }

    public bool Holds(FeedTopic topic, byte[] key, FeedUpdateKind kind)
    {
        var symbol = Encoding.UTF8.GetString(key);
        return Find(topic, key).Records.Any(record => record.Symbol == symbol && record.Kind == kind);
    }

    private static int ValueBytes(FeedUpdate update) =>
        32 + update.Bids.ToArray().Concat(update.Asks.ToArray()).Sum(l => IntegerBytes(l.Price) + IntegerBytes(l.Size));

    private static int IntegerBytes(long value) => value switch
    {
        < 128 => 1,
        < 256 => 2,
        < 65_536 => 3,
        <= uint.MaxValue => 5,
        _ => 9,
    };

    private Partition Find(FeedTopic topic, byte[] key)
    {
        var number = KeyPartitioner.PartitionOf(key, partitions);
        if (!_partitions.TryGetValue((topic, number), out var partition))
        {
            _partitions[(topic, number)] = partition = new Partition();
        }

        return partition;
    }

    private sealed class Partition
    {
        public Queue<(string Symbol, FeedUpdateKind Kind, int Bytes)> Records { get; } = new();

        public long Bytes { get; set; }
    }
}
