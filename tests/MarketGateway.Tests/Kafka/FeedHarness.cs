using MarketGateway.Kafka;
using MarketGateway.Testing;
using Microsoft.Extensions.Hosting;

namespace MarketGateway.Tests.Kafka;

/// <summary>A running <see cref="KafkaFeed"/> over a recording sink, with short intervals.</summary>
internal sealed class FeedHarness : IHostApplicationLifetime, IAsyncDisposable
{
    private readonly KafkaCluster _cluster;

    private FeedHarness(KafkaOptions options, Func<ILogProbe, ILogProbe>? decorate)
    {
        _cluster = KafkaCluster.Open(options);
        var context = new FeedReadingContext(
            options, _cluster, Recorder, Log, new LibrdkafkaLog(Log, TimeProvider.System), TimeProvider.System);
        Feed = new KafkaFeed(context, decorate, this);
    }

    public FeedRecorder Recorder { get; } = new();

    public RecordedLog Log { get; } = new();

    public KafkaFeed Feed { get; }

    public bool HasStoppedHost { get; private set; }

    CancellationToken IHostApplicationLifetime.ApplicationStarted => default;

    CancellationToken IHostApplicationLifetime.ApplicationStopping => default;

    CancellationToken IHostApplicationLifetime.ApplicationStopped => default;

    /// <summary>Makes options for a cluster with intervals that suit a test.</summary>
    public static KafkaOptions Options(string servers, KafkaTopicNames topics) => new()
    {
        BootstrapServers = servers,
        Topics = topics,
        FetchWait = TimeSpan.FromMilliseconds(5),
        MetadataRefreshInterval = TimeSpan.FromMilliseconds(200),
        ProbeInterval = TimeSpan.FromMilliseconds(100),
        UnreachableAfter = TimeSpan.FromMilliseconds(600),
        ReconnectBackoffMax = TimeSpan.FromMilliseconds(200),
        SkipLogInterval = TimeSpan.Zero,
    };

    /// <summary>Starts a feed and waits until it is ready.</summary>
    public static async Task<FeedHarness> StartReadyAsync(
        KafkaOptions options, Func<ILogProbe, ILogProbe>? decorate = null, Action<FeedRecorder>? prepare = null)
    {
        FeedHarness harness = await StartAsync(options, decorate, prepare);
        await harness.WaitAsync("the feed is ready", () => harness.Feed.Status.IsReady);
        return harness;
    }

    public static async Task<FeedHarness> StartAsync(
        KafkaOptions options, Func<ILogProbe, ILogProbe>? decorate = null, Action<FeedRecorder>? prepare = null)
    {
        var harness = new FeedHarness(options, decorate);
        prepare?.Invoke(harness.Recorder);
        await harness.Feed.StartAsync(CancellationToken.None);
        return harness;
    }

    /// <summary>Waits for a condition; what the feed logged goes into the failure.</summary>
    public async Task WaitAsync(string condition, Func<bool> isTrue)
    {
        try
        {
            await Eventually.IsTrueAsync(condition, isTrue);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} Log:\n{string.Join('\n', Log.Lines)}");
        }
    }

    public Task WaitForUpdatesAsync(int count) =>
        WaitAsync($"{count} records are applied", () => Recorder.Updates.Count >= count);

    /// <summary>Stops the feed, which must have kept to the contract of its sink.</summary>
    public async ValueTask DisposeAsync()
    {
        await Feed.StopAsync(CancellationToken.None);
        Feed.Dispose();
        _cluster.Dispose();
        Assert.Empty(Recorder.Violations);
    }

    void IHostApplicationLifetime.StopApplication() => HasStoppedHost = true;
}
