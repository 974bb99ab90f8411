using System.Buffers.Binary;
using System.IO.Hashing;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Instruments;
using MarketGateway.Demo;

namespace MarketGateway.Bench.Feed;

/// <summary>
/// Publishes a simulated market open loop: each record carries the time at which it was due, and is published then, or as
/// soon after as can be. So whoever is late, feed, broker or server, makes updates older and never fewer.
/// </summary>
internal sealed class MarketFeed
{
    /// <summary>Definitions and snapshots go out at this pace: the embedded broker forgets what is not read in time.</summary>
    private const int OpeningRecordsPerStep = 100;

    private const int RecordsPerInstrument = 4;
    private const int LevelsProven = 10;
    private const int BytesPerLevel = 16;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan OpeningStep = TimeSpan.FromMilliseconds(5);

    private readonly SimulatedMarket _market;
    private readonly IFeedOutput _output;
    private readonly FeedUpdate _update = new();
    private readonly Dictionary<string, (long Books, long Ticks)> _counts = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private Task _going = Task.CompletedTask;
    private long _published;
    private long _latestBy;

    public MarketFeed(FeedSettings settings, IFeedOutput output)
    {
        _output = output;
        _market = new SimulatedMarket(new SimulationOptions
        {
            Instruments = settings.Instruments,
            UpdatesPerSecond = settings.Rate,
            Seed = settings.Seed,

            // An even load, so that runs compare; and no repeated snapshots, so that every record is an update.
            BurstMultiplier = 1,
            MarketBurstInterval = TimeSpan.Zero,
            SymbolBurstInterval = TimeSpan.Zero,
            SnapshotInterval = TimeSpan.FromDays(1),
        });
    }

    public IReadOnlyList<string> Symbols => [.. _market.Instruments.Select(static instrument => instrument.Symbol)];

    /// <summary>Publishes what stands before the first trade.</summary>
    public async Task OpenAsync()
    {
        var now = TimeProvider.System.GetUnixMicroseconds();
        using var timer = new PeriodicTimer(OpeningStep, TimeProvider.System);
        var records = _market.Instruments.Count * RecordsPerInstrument;
        for (var i = 0; i < records; i++)
        {
            if (!_market.TryNext(TimeSpan.Zero, _update, out var topic, out var instrument))
            {
                throw new InvalidOperationException("the market opens with four records of each instrument");
            }

            _update.OccurredAt = now;
            await _output.PublishAsync(topic, instrument.Key, _update, TimeProvider.System, CancellationToken.None);
            if (i % OpeningRecordsPerStep == OpeningRecordsPerStep - 1)
            {
                await timer.WaitForNextTickAsync();
            }
        }
    }

    public void Go() => _going = Task.Run(() => RunAsync(_stop.Token));

    public async Task<FeedStopped> StopAsync()
    {
        await _stop.CancelAsync();
        await _going;
        var truth = _market.Instruments.ToDictionary(static instrument => instrument.Symbol, TruthOf, StringComparer.Ordinal);
        return new FeedStopped(_published, _latestBy / 1000.0, truth);
    }

    /// <summary>Publishes so many records without waiting for their time.</summary>
    public async Task<long> PublishAllAsync(long records, FeedProducer producer)
    {
        var now = TimeProvider.System.GetUnixMicroseconds();
        for (var i = 0L; i < records; i++)
        {
            _market.TryNext(TimeSpan.MaxValue, _update, out var topic, out var instrument);
            _update.OccurredAt = now;
            await _output.PublishAsync(topic, instrument.Key, _update, TimeProvider.System, CancellationToken.None);
        }

        producer.Flush(TimeSpan.FromMinutes(2));
        return producer.DeliveredCount;
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        var began = TimeProvider.System.GetUnixMicroseconds();
        var beganAt = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(Step, TimeProvider.System);
        try
        {
            do
            {
                var until = TimeProvider.System.GetElapsedTime(beganAt);
                while (_market.TryNext(until, _update, out var topic, out var instrument))
                {
                    _update.OccurredAt += began;
                    await _output.PublishAsync(topic, instrument.Key, _update, TimeProvider.System, CancellationToken.None);
                    Count(topic, instrument.Symbol);
                }
            }
            while (await timer.WaitForNextTickAsync(cancellation));
        }
        catch (OperationCanceledException)
        {
            // What was due is published; the books are those of the last record.
        }
    }

    private void Count(FeedTopic topic, string symbol)
    {
        _published++;
        _latestBy = Math.Max(_latestBy, TimeProvider.System.GetUnixMicroseconds() - _update.OccurredAt);
        var (books, ticks) = _counts.GetValueOrDefault(symbol);
        _counts[symbol] = topic == FeedTopic.Books ? (books + 1, ticks) : (books, ticks + 1);
    }

    private SymbolTruth TruthOf(SimulatedInstrument instrument)
    {
        Span<byte> bytes = stackalloc byte[2 * LevelsProven * BytesPerLevel];
        var length = Write(instrument, instrument.Bids, bytes);
        length += Write(instrument, instrument.Asks, bytes[length..]);
        var (books, ticks) = _counts.GetValueOrDefault(instrument.Symbol);
        return new SymbolTruth(Crc32.HashToUInt32(bytes[..length]), books, ticks);
    }

    private static int Write(SimulatedInstrument instrument, SimulatedBookSide side, Span<byte> bytes)
    {
        var levels = Math.Min(side.Count, LevelsProven);
        for (var i = 0; i < levels; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes[(i * BytesPerLevel)..], instrument.Price(side.PriceAt(i)));
            BinaryPrimitives.WriteInt64LittleEndian(bytes[((i * BytesPerLevel) + 8)..], side.SizeAt(i));
        }

        return levels * BytesPerLevel;
    }
}
