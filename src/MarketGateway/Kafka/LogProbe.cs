using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace MarketGateway.Kafka;

/// <summary>
/// Asks the cluster through an admin client, which has connections of its own: on a consumer's, an answer would wait
/// behind the fetch that the broker holds back.
/// </summary>
internal sealed class LogProbe : ILogProbe
{
    private readonly KafkaOptions _options;
    private readonly SourceTopics _wanted;
    private readonly IAdminClient _client;
    private readonly IsolationLevel _isolation;
    private readonly TimeSpan _offsetsTimeout;
    private string? _clusterId;

    /// <summary>Makes the client; throws when librdkafka refuses its properties.</summary>
    public LogProbe(KafkaOptions options, SourceTopics wanted, string servers, LibrdkafkaLog log)
    {
        _options = options;
        _wanted = wanted;
        _isolation = options.Properties.TryGetValue(KafkaClientProperties.IsolationLevel, out string? isolation)
            && isolation == "read_uncommitted" ? IsolationLevel.ReadUncommitted : IsolationLevel.ReadCommitted;
        _offsetsTimeout = options.RequestTimeout < options.UnreachableAfter
            ? options.RequestTimeout : options.UnreachableAfter;
        _client = new AdminClientBuilder(KafkaClientProperties.Admin(options, servers))
            .SetLogHandler((_, message) => log.Write(message))
            .SetErrorHandler((_, error) => log.Write(error))
            .Build();
    }

    public async Task<LogDescription> DescribeAsync(CancellationToken cancellation)
    {
        string[] matching = _wanted.HasPatterns ? await MatchingAsync(cancellation) : [];
        string[] names = [.. _wanted.Named.Select(topic => topic.Name), .. matching];
        List<TopicDescription> answers = names.Length == 0
            ? [] : await DescribeTopicsAsync(TopicCollection.OfTopicNames(names), cancellation);
        var topics = new List<LogTopic>();
        var missing = new List<string>();
        foreach (SourceTopic topic in _wanted.Named)
        {
            if (Existing(answers, topic.Name) is { } answer)
            {
                topics.Add(new LogTopic(topic.Topic, topic.Name, Identity(answer.TopicId), answer.Partitions.Count)
                {
                    Source = topic,
                });
            }
            else
            {
                missing.Add(topic.Name);
            }
        }

        foreach (string name in matching)
        {
            if (Existing(answers, name) is { } answer
                && _wanted.Follow(name, Identity(answer.TopicId) ?? "", answer.Partitions.Count) is { } topic)
            {
                topics.Add(new LogTopic(topic.Topic, name, Identity(answer.TopicId), answer.Partitions.Count)
                {
                    Source = topic,
                });
            }
        }

        if (topics.Exists(topic => topic.Id is null))
        {
            _clusterId ??= await ClusterIdAsync(cancellation);
        }

        return new LogDescription(_clusterId, topics, missing) { Patterns = _wanted.Patterns };
    }

    /// <summary>Finds what the cluster says of a topic; null when it has none of that name.</summary>
    private static TopicDescription? Existing(List<TopicDescription> answers, string name)
    {
        TopicDescription? answer = answers.Find(candidate => candidate.Name == name);
        if (answer is null || answer.Error.Code is ErrorCode.UnknownTopicOrPart)
        {
            return null;
        }

        return answer.Error.IsError
            ? throw new KafkaException(new Error(answer.Error.Code, $"Topic {name}: {answer.Error.Reason}"))
            : answer;
    }

    /// <summary>Lists the topics of the cluster that patterns match; the client knows no way to ask without a thread.</summary>
    private async Task<string[]> MatchingAsync(CancellationToken cancellation)
    {
        Metadata all = await Task.Run(() => _client.GetMetadata(_options.RequestTimeout), cancellation).WaitAsync(cancellation);
        return [.. all.Topics.Where(topic => !topic.Error.IsError && _wanted.IsMatch(topic.Topic))
            .Select(topic => topic.Topic).Order(StringComparer.Ordinal)];
    }

    public Task<long[]> ListOffsetsAsync(
        IReadOnlyList<TopicPartition> partitions, OffsetSpec which, CancellationToken cancellation) =>
        ListOffsetsAsync(partitions, which, _isolation, cancellation);

    public Task<long[]> ListHighWatermarksAsync(
        IReadOnlyList<TopicPartition> partitions, CancellationToken cancellation) =>
        ListOffsetsAsync(partitions, OffsetSpec.Latest(), IsolationLevel.ReadUncommitted, cancellation);

    public void Dispose() => _client.Dispose();

    private async Task<long[]> ListOffsetsAsync(
        IReadOnlyList<TopicPartition> partitions, OffsetSpec which, IsolationLevel isolation,
        CancellationToken cancellation)
    {
        var offsets = new long[partitions.Count];
        Array.Fill(offsets, ILogProbe.Unknown);
        if (partitions.Count == 0)
        {
            return offsets;
        }

        List<ListOffsetsResultInfo> answers = await ListAsync(partitions, which, isolation, cancellation);
        var byPartition = new Dictionary<TopicPartition, long>(answers.Count);
        foreach (TopicPartitionOffsetError answer in answers.Select(answer => answer.TopicPartitionOffsetError))
        {
            // An offset that was never filled in stands beside "success" when the leader is down.
            if (!answer.Error.IsError && (answer.Offset.Value >= 0 || answer.Offset == Offset.End))
            {
                byPartition[answer.TopicPartition] = answer.Offset.Value;
            }
        }

        for (int i = 0; i < offsets.Length; i++)
        {
            offsets[i] = byPartition.GetValueOrDefault(partitions[i], ILogProbe.Unknown);
        }

        return offsets;
    }

    private async Task<List<TopicDescription>> DescribeTopicsAsync(
        TopicCollection topics, CancellationToken cancellation)
    {
        try
        {
            var options = new DescribeTopicsOptions { RequestTimeout = _options.RequestTimeout };
            return (await _client.DescribeTopicsAsync(topics, options).WaitAsync(cancellation)).TopicDescriptions;
        }
        catch (DescribeTopicsException e)
        {
            return e.Results.TopicDescriptions;
        }
    }

    private async Task<List<ListOffsetsResultInfo>> ListAsync(
        IReadOnlyList<TopicPartition> partitions, OffsetSpec which, IsolationLevel isolation,
        CancellationToken cancellation)
    {
        try
        {
            var options = new ListOffsetsOptions { RequestTimeout = _offsetsTimeout, IsolationLevel = isolation };
            IEnumerable<TopicPartitionOffsetSpec> specs = partitions.Select(partition =>
                new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = which });
            return (await _client.ListOffsetsAsync(specs, options).WaitAsync(cancellation)).ResultInfos;
        }
        catch (ListOffsetsException e)
        {
            return e.Result.ResultInfos;
        }
        catch (KafkaException)
        {
            return [];
        }
    }

    private async Task<string?> ClusterIdAsync(CancellationToken cancellation)
    {
        var options = new DescribeClusterOptions { RequestTimeout = _options.RequestTimeout };
        return (await _client.DescribeClusterAsync(options).WaitAsync(cancellation)).ClusterId;
    }

    /// <summary>Takes the zero id, which brokers without topic ids send, for none.</summary>
    private static string? Identity(Uuid id) =>
        id is null || (id.MostSignificantBits == 0 && id.LeastSignificantBits == 0) ? null : id.ToString();
}
