using Confluent.Kafka;
using MarketGateway.Demo;

namespace MarketGateway.Tools.Audit;

/// <summary>
/// Reads partitions of topics from the beginning, or from a time, to where they end now. Commits nothing. Owned by one
/// thread.
/// </summary>
internal sealed class TopicReader : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly FeedCluster _cluster;
    private readonly CancellationToken _cancellation;
    private readonly IConsumer<byte[]?, byte[]?> _consumer;

    public TopicReader(FeedCluster cluster, CancellationToken cancellation)
    {
        (_cluster, _cancellation) = (cluster, cancellation);
        var config = new ConsumerConfig
        {
            BootstrapServers = cluster.BootstrapServers,

            // assign() needs a name all the same; nothing is committed under it.
            GroupId = "mgw",
            EnableAutoCommit = false,
            EnablePartitionEof = true,
            AutoOffsetReset = AutoOffsetReset.Earliest,

            // A topic is read to its end, which an empty fetch tells: that need not wait for more.
            FetchWaitMaxMs = 10,
        };
        foreach (var (name, value) in cluster.Properties ?? new Dictionary<string, string>())
        {
            config.Set(name, value);
        }

        try
        {
            _consumer = new ConsumerBuilder<byte[]?, byte[]?>(config).SetLogHandler(static (_, _) => { }).Build();
        }
        catch (InvalidOperationException wrong)
        {
            throw new CommandException($"a --property is not accepted: {wrong.Message}");
        }
    }

    /// <summary>Counts the partitions of a topic.</summary>
    /// <exception cref="CommandException">There is no such topic.</exception>
    public int CountPartitions(string topic)
    {
        using var admin = new DependentAdminClientBuilder(_consumer.Handle).Build();
        var known = admin.GetMetadata(Patience).Topics.Find(each => each.Topic == topic);
        return known is { Partitions.Count: > 0 }
            ? known.Partitions.Count
            : throw new CommandException($"there is no topic {topic} at {_cluster.BootstrapServers}.");
    }

    /// <summary>Calls a function for each record; a partition of which it answers false is read no further.</summary>
    /// <param name="topic">Which topic.</param>
    /// <param name="partitions">Which of its partitions.</param>
    /// <param name="since">From records of which time on; null: from the beginning.</param>
    /// <param name="take">Called for each.</param>
    public void Read(
        string topic, IEnumerable<int> partitions, DateTimeOffset? since, Func<ConsumeResult<byte[]?, byte[]?>, bool> take)
    {
        var left = partitions.Select(partition => new TopicPartition(topic, partition)).ToHashSet();
        _consumer.Assign(Starts(left, since));
        while (left.Count > 0)
        {
            _cancellation.ThrowIfCancellationRequested();
            var record = _consumer.Consume(Patience)
                ?? throw new CommandException($"{topic} could not be read to its end: nothing came for {Patience.TotalSeconds} s.");
            if (left.Contains(record.TopicPartition) && (record.IsPartitionEOF || !take(record)))
            {
                left.Remove(record.TopicPartition);
                _consumer.Pause([record.TopicPartition]);
            }
        }

        _consumer.Unassign();
    }

    public void Dispose() => _consumer.Dispose();

    private IEnumerable<TopicPartitionOffset> Starts(IEnumerable<TopicPartition> partitions, DateTimeOffset? since) => since is { } time
        ? _consumer.OffsetsForTimes(
            partitions.Select(partition => new TopicPartitionTimestamp(partition, new Timestamp(time))), Patience)
        : partitions.Select(static partition => new TopicPartitionOffset(partition, Offset.Beginning));
}
