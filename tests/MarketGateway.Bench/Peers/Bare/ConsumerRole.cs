using System.Text.Json;
using Confluent.Kafka;
using MarketGateway.Bench.Processes;

namespace MarketGateway.Bench.Peers.Bare;

/// <summary>
/// The limit for ingest: Confluent.Kafka consumers that read to the end and look at nothing. Told <c>go</c>, answers once
/// how far it is when it is asked for <c>read</c>.
/// </summary>
internal sealed class ConsumerRole : Role
{
    private static readonly string[] Topics = ["instruments", "books", "ticks"];

    private ConsumerSettings _settings = null!;
    private Thread[] _threads = [];
    private long _records;
    private int _unended;
    private volatile bool _isStopping;

    protected override Task<object> StartAsync(string settings)
    {
        _settings = Read<ConsumerSettings>(settings);
        return Task.FromResult<object>(true);
    }

    protected override Task<object> HandleAsync(string command, JsonElement argument)
    {
        if (command == "go")
        {
            _unended = _settings.Partitions * Topics.Length;
            _threads = [.. Enumerable.Range(0, _settings.Consumers).Select(number => new Thread(() => Consume(number)))];
            Array.ForEach(_threads, static thread => thread.Start());
            return Task.FromResult<object>(true);
        }

        return Task.FromResult<object>(new ConsumerProgress(
            Interlocked.Read(ref _records), _threads.Length > 0 && Volatile.Read(ref _unended) == 0));
    }

    protected override Task StopAsync()
    {
        _isStopping = true;
        Array.ForEach(_threads, static thread => thread.Join());
        return Task.CompletedTask;
    }

    private void Consume(int number)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = _settings.BootstrapServers,
            GroupId = "bench",
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            EnablePartitionEof = true,
            ConsumeResultFields = "none",
            FetchWaitMaxMs = 5,
            FetchQueueBackoffMs = 20,
        };
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(config).SetLogHandler(static (_, _) => { }).Build();
        var mine = Topics
            .SelectMany(topic => Enumerable.Range(0, _settings.Partitions)
                .Select(partition => new TopicPartitionOffset(_settings.TopicPrefix + topic, partition, Offset.Beginning)))
            .Where((_, index) => index % _settings.Consumers == number)
            .ToList();
        consumer.Assign(mine);
        while (!_isStopping)
        {
            var result = consumer.Consume(50);
            if (result is { IsPartitionEOF: false })
            {
                Interlocked.Increment(ref _records);
            }
            else if (result is not null)
            {
                Interlocked.Decrement(ref _unended);
            }
        }
    }
}
