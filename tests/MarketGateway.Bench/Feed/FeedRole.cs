using System.Text.Json;
using MarketGateway.Bench.Processes;
using MarketGateway.Core.Feed;
using MarketGateway.Demo;
using MarketGateway.Kafka;

namespace MarketGateway.Bench.Feed;

/// <summary>
/// The process of the feed: the embedded broker, and the producer that publishes the simulated market into it. Commands:
/// <c>open</c> (definitions and first snapshots), <c>go</c>, <c>stop</c>, <c>bulk</c> (so many records as fast as the
/// broker takes them).
/// </summary>
internal sealed class FeedRole : Role
{
    private EmbeddedBroker? _broker;
    private FeedProducer? _producer;
    private MarketFeed? _feed;

    protected override async Task<object> StartAsync(string settings)
    {
        var feed = Read<FeedSettings>(settings);
        if (feed.BootstrapServers is null)
        {
            _broker = EmbeddedBroker.Start();
            _broker.SetRoundTripTime(brokerId: 1, TimeSpan.FromMilliseconds(feed.FetchLingerMs));
        }

        // On a cluster that remembers, a run must not read what an earlier one wrote.
        var prefix = $"bench-{Guid.NewGuid():N}-"[..14] + "-";
        var servers = feed.BootstrapServers ?? _broker!.BootstrapServers;
        var cluster = new FeedCluster(servers, MarketTopics.WithPrefix(prefix), new Dictionary<string, string>
        {
            ["linger.ms"] = "2",
            ["compression.codec"] = "lz4",
            ["batch.num.messages"] = "10000",
        });
        if (_broker is null)
        {
            await FeedTopicSetup.EnsureAsync(cluster, feed.Partitions);
        }
        else
        {
            // The embedded broker has no admin interface of the protocol.
            Array.ForEach(Enum.GetValues<FeedTopic>(), topic => _broker.CreateTopic(cluster.Topics.Name(topic), feed.Partitions));
        }

        _producer = new FeedProducer(cluster);
        _feed = new MarketFeed(feed, _producer);
        return new FeedStarted(servers, prefix, _feed.Symbols, feed.FetchLingerMs);
    }

    protected override async Task<object> HandleAsync(string command, JsonElement argument)
    {
        switch (command)
        {
            case "open":
                await _feed!.OpenAsync();
                _producer!.Flush(TimeSpan.FromSeconds(30));
                return true;
            case "go":
                _feed!.Go();
                return true;
            case "bulk":
                return await _feed!.PublishAllAsync(argument.GetInt64(), _producer!);
            case "stop":
                var stopped = await _feed!.StopAsync();
                var lost = _producer!.Flush(TimeSpan.FromSeconds(30)) + _producer.FailedCount;
                return lost == 0 ? stopped : throw new BenchException($"{lost} records were not acknowledged");
            default:
                return await base.HandleAsync(command, argument);
        }
    }

    protected override Task StopAsync()
    {
        _producer?.Dispose();
        _broker?.Dispose();
        return Task.CompletedTask;
    }
}
