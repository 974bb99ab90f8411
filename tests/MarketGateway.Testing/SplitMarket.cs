using MarketGateway.Core.Feed;
using MarketGateway.Kafka;

namespace MarketGateway.Testing;

/// <summary>
/// A market in two shards, as they ship, in this process: two gateways that each read half of the partitions of one log, or
/// topics of its own.
/// </summary>
public sealed class SplitMarket : IAsyncDisposable
{
    private const int Partitions = 4;

    private readonly KafkaFixture _kafka;
    private readonly KafkaTopicNames[] _topics;
    private readonly int[] _ports = [FreePort(), FreePort()];
    private readonly RunningGateway?[] _gateways = new RunningGateway?[2];
    private readonly Dictionary<string, long> _sequences = [];

    private SplitMarket(KafkaFixture kafka, params KafkaTopicNames[] topics)
    {
        (_kafka, _topics) = (kafka, topics);
        string[] letters = [.. Enumerable.Range('A', 26).Select(letter => $"{(char)letter}")];
        Here = [.. letters.Where(symbol => ShardOf(symbol) == 0).Take(3)];
        There = [.. letters.Where(symbol => ShardOf(symbol) == 1).Take(3)];
    }

    /// <summary>Gets three symbols of the first shard, which is called <c>a</c>.</summary>
    public IReadOnlyList<string> Here { get; }

    /// <summary>Gets three symbols of the second, which is called <c>b</c>.</summary>
    public IReadOnlyList<string> There { get; }

    public RunningGateway First => _gateways[0]!;

    public RunningGateway Second => _gateways[1]!;

    /// <summary>Starts both, over books of all six symbols.</summary>
    /// <param name="kafka">The broker.</param>
    /// <param name="isByTopics">Whether each has topics of its own.</param>
    public static async Task<SplitMarket> StartAsync(KafkaFixture kafka, bool isByTopics = false)
    {
        ArgumentNullException.ThrowIfNull(kafka);
        KafkaTopicNames topics = await kafka.CreateTopicsAsync(Partitions);
        var market = isByTopics
            ? new SplitMarket(kafka, topics, await kafka.CreateTopicsAsync(Partitions)) : new SplitMarket(kafka, topics);
        foreach (string symbol in market.Here.Concat(market.There))
        {
            await kafka.Publisher.PublishAsync(market.TopicsOf(ShardOf(symbol)).Instruments, symbol, FeedUpdates.Instrument());
            await market.PublishAsync(symbol);
        }

        await market.StartAsync(0);
        await market.StartAsync(1);
        return market;
    }

    /// <summary>Gets where the stream of a shard is, also while it is away.</summary>
    public Uri StreamAddress(int shard) => new($"ws://127.0.0.1:{_ports[shard]}/{"ab"[shard]}/v1/stream");

    /// <summary>Publishes a book, and the next time a change of it.</summary>
    public async Task PublishAsync(string symbol)
    {
        long sequence = _sequences[symbol] = _sequences.GetValueOrDefault(symbol) + 1;
        await _kafka.Publisher.PublishAsync(
            TopicsOf(ShardOf(symbol)).Books, symbol, FeedUpdates.Snapshot(sequence, levels: 1 + (int)(sequence % 5)));
    }

    /// <summary>Lets a name stand for a symbol, and waits until both shards know.</summary>
    public async Task NameAsync(string alias, string symbol)
    {
        var update = new FeedUpdate();
        update.Reset(FeedUpdateKind.Alias);
        update.AliasOf = symbol;
        await _kafka.Publisher.PublishAsync(TopicsOf(0).Instruments, alias, update);
        await Eventually.IsTrueAsync("both know the name", () => _gateways.All(
            gateway => gateway!.Market.Aliases.All.Any(pair => pair.Key == alias && pair.Value == symbol)));
    }

    /// <summary>Takes a shard away.</summary>
    public async Task StopAsync(int shard)
    {
        await _gateways[shard]!.DisposeAsync();
        _gateways[shard] = null;
    }

    /// <summary>Brings a shard, at its address.</summary>
    public async Task StartAsync(int shard)
    {
        string[] settings =
        [
            "--Urls", $"http://127.0.0.1:{_ports[shard]}",
            "--Shards:Name", $"{"ab"[shard]}",
            "--Shards:Members:a:Url", $"{StreamAddress(0)}",
            "--Shards:Members:b:Url", $"{StreamAddress(1)}",
            "--Drain:Window", "00:00:00",
            "--Drain:HardStop", "00:00:01",
            .. _topics.Length > 1 ? (string[])[] :
            [
                "--Shards:PartitionCount", $"{Partitions}",
                "--Shards:Members:a:Partitions", "0-1",
                "--Shards:Members:b:Partitions", "2,3",
            ],
        ];
        RunningGateway gateway = _gateways[shard] =
            await RunningGateway.StartAsync(_kafka.BootstrapServers, TopicsOf(shard), settings);
        await Eventually.IsTrueAsync("the shard has read its part of the log", () => gateway.Feed.Status.IsReady);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RunningGateway? gateway in _gateways)
        {
            if (gateway is not null)
            {
                await gateway.DisposeAsync();
            }
        }
    }

    private KafkaTopicNames TopicsOf(int shard) => _topics[Math.Min(shard, _topics.Length - 1)];

    private static int ShardOf(string symbol) =>
        KeyPartitioner.PartitionOf(System.Text.Encoding.UTF8.GetBytes(symbol), Partitions) < 2 ? 0 : 1;

    /// <summary>A shard that was away comes back at the same address.</summary>
    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
