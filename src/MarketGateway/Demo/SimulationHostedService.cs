using Confluent.Kafka;

namespace MarketGateway.Demo;

/// <summary>Publishes the simulated market for as long as the host runs: the embedded demo.</summary>
public sealed partial class SimulationHostedService : BackgroundService
{
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(2);

    private readonly SimulationOptions _options;
    private readonly FeedCluster _cluster;
    private readonly TimeProvider _time;
    private readonly ILogger<SimulationHostedService> _logger;
    private FeedProducer? _producer;
    private MarketPublisher? _publisher;

    /// <param name="options">What the market is like.</param>
    /// <param name="cluster">Where it goes; the topics exist.</param>
    /// <param name="time">The clock that paces it.</param>
    /// <param name="logger">Told when it begins, ends, or cannot publish.</param>
    public SimulationHostedService(
        SimulationOptions options,
        FeedCluster cluster,
        TimeProvider time,
        ILogger<SimulationHostedService> logger)
    {
        _options = options;
        _cluster = cluster;
        _time = time;
        _logger = logger;
    }

    /// <summary>
    /// Opens the market before the feed looks for the log's end: a gateway that is ready then has every book.
    /// </summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var market = await Task.Run(Build, cancellationToken).ConfigureAwait(false);
        _producer = new FeedProducer(_cluster);
        _publisher = new MarketPublisher(market, _producer, _time);
        LogStarted(_options.Instruments, _options.UpdatesPerSecond, _options.Seed, _cluster.BootstrapServers);
        await _publisher.OpenAsync(cancellationToken).ConfigureAwait(false);
        _producer.Flush(FlushTimeout);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    public override void Dispose()
    {
        base.Dispose();
        _producer?.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (producer, publisher) = (_producer!, _publisher!);
        try
        {
            await publisher.RunAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (KafkaException failure)
        {
            LogFailed(failure.Error.Reason);
            throw;
        }

        var lost = producer.Flush(FlushTimeout);
        LogStopped(publisher.PublishedCount, lost, publisher.Forgiven);
    }

    private SimulatedMarket Build() => new(_options, firstSequence: MarketPublisher.FirstSequence(_time));

    [LoggerMessage(1, LogLevel.Information,
        "Simulating {Instruments} instruments at {UpdatesPerSecond} updates/s (seed {Seed}) into {BootstrapServers}")]
    private partial void LogStarted(int instruments, int updatesPerSecond, int seed, string bootstrapServers);

    [LoggerMessage(2, LogLevel.Information,
        "Simulation ended after {Published} records; {Lost} were not acknowledged; the market ran {Forgiven} late")]
    private partial void LogStopped(long published, int lost, TimeSpan forgiven);

    [LoggerMessage(3, LogLevel.Error, "Simulation cannot publish: {Reason}")]
    private partial void LogFailed(string reason);
}
