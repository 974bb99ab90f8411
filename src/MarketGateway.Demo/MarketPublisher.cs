using MarketGateway.Core.Feed;

namespace MarketGateway.Demo;

/// <summary>
/// Publishes a simulated market at the pace of the clock. Records say that they occurred when they are published, so
/// that latency can be measured behind the broker; what they say does not depend on the clock.
/// </summary>
/// <remarks>Runs on one task at a time; the counts may be read by any thread.</remarks>
public sealed class MarketPublisher
{
    /// <summary>The timers of most machines are no finer than this.</summary>
    private static readonly TimeSpan StepInterval = TimeSpan.FromMilliseconds(5);

    private static readonly TimeSpan RateInterval = TimeSpan.FromSeconds(1);

    private readonly SimulatedMarket _market;
    private readonly IFeedOutput _output;
    private readonly TimeProvider _time;
    private readonly SimulationPacer _pacer = new();
    private readonly FeedUpdate _update = new();
    private long _publishedCount;
    private long _rateCount;
    private TimeSpan _rateAt;
    private long _occurredAt;
    private double _updatesPerSecond;
    private long _steppedAt;

    public MarketPublisher(SimulatedMarket market, IFeedOutput output, TimeProvider time)
    {
        _market = market;
        _output = output;
        _time = time;
    }

    /// <summary>Gets how many records were handed to the output.</summary>
    public long PublishedCount => Volatile.Read(ref _publishedCount);

    /// <summary>Gets the records per second over the last second.</summary>
    public double UpdatesPerSecond => Volatile.Read(ref _updatesPerSecond);

    /// <summary>Gets how much time the market has lost because records could not be published fast enough.</summary>
    public TimeSpan Forgiven => _pacer.Forgiven;

    /// <summary>Gets up to when everything due has been published.</summary>
    internal DateTimeOffset SteppedAt => new(Volatile.Read(ref _steppedAt), TimeSpan.Zero);

    /// <summary>
    /// Makes the first number of feed sequences: higher than all of an earlier run, as it is made of the time.
    /// </summary>
    public static long FirstSequence(TimeProvider time) => Microseconds(time.GetUtcNow());

    /// <summary>Publishes what stands at the market's beginning: every definition and every first snapshot.</summary>
    public Task OpenAsync(CancellationToken cancellation) => PublishUntilAsync(TimeSpan.Zero, cancellation);

    /// <summary>Publishes until cancelled; ends then without an exception.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var startedAt = _time.GetTimestamp();
        var startedOn = _time.GetUtcNow();
        using var timer = new PeriodicTimer(StepInterval, _time);
        try
        {
            do
            {
                var now = _time.GetElapsedTime(startedAt);
                await PublishUntilAsync(_pacer.Advance(now), cancellation).ConfigureAwait(false);
                MeasureRate(now);
                Volatile.Write(ref _steppedAt, startedOn.Ticks + now.Ticks);
            }
            while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
    }

    private static long Microseconds(DateTimeOffset time) =>
        (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private async Task PublishUntilAsync(TimeSpan until, CancellationToken cancellation)
    {
        while (_market.TryNext(until, _update, out var topic, out var instrument))
        {
            cancellation.ThrowIfCancellationRequested();

            // Wall clocks step back now and then; a market's time does not.
            _occurredAt = Math.Max(_occurredAt, Microseconds(_time.GetUtcNow()));
            _update.OccurredAt = _occurredAt;
            if (_update.Kind == FeedUpdateKind.Phase)
            {
                _update.OccurredAt = instrument.PhaseOccurredAt =
                    instrument.PhaseOccurredAt == 0 ? _occurredAt : instrument.PhaseOccurredAt;
            }

            await _output.PublishAsync(topic, instrument.Key, _update, _time, cancellation).ConfigureAwait(false);
            Volatile.Write(ref _publishedCount, _publishedCount + 1);
        }
    }

    private void MeasureRate(TimeSpan now)
    {
        var elapsed = now - _rateAt;
        if (elapsed >= RateInterval)
        {
            Volatile.Write(ref _updatesPerSecond, (_publishedCount - _rateCount) / elapsed.TotalSeconds);
            _rateCount = _publishedCount;
            _rateAt = now;
        }
    }
}
