using System.ComponentModel.DataAnnotations;
using MarketGateway.Core.Feed;

namespace MarketGateway.Demo;

/// <summary>
/// Says when the next symbol's snapshot has to be repeated; symbols take turns. The rule is in time (one round per
/// interval) and, where the broker forgets, in bytes: one round at the latest when as much was published as the
/// busiest partition may hold, so that each symbol always has a snapshot in the log, at any rate and through bursts.
/// </summary>
/// <remarks>
/// A byte budget instead of a computed interval: with an interval, a burst of 10x would push a snapshot out of a 5 MiB
/// partition ten times sooner than planned. The budget counts each topic as a whole and divides by the share that one
/// partition can have at worst: the busiest symbol, plus twice the fair share of the rest (keys are hashed, so
/// partitions are uneven). A quarter of the retention stays free. Every record counts as if it were a batch alone,
/// which overstates it, and keeps the other limit of the embedded broker (100,000 batches) out of reach: 5 MiB by
/// 100,000 is 53 bytes, less than the smallest batch.
/// </remarks>
internal sealed class SnapshotSchedule
{
    /// <summary>61 bytes of batch header, 10 of record header, the key, and the fields before the levels.</summary>
    private const int RecordBytes = 120;

    /// <summary>
    /// A price and a size in MessagePack, as they are in the simulated market: mostly 3 to 5 bytes each.
    /// </summary>
    private const int LevelBytes = 10;

    private readonly double _roundsPerNanosecond;
    private readonly double _roundsPerByte;
    private readonly int _instruments;
    private double _timeCredit;
    private double _booksCredit;
    private double _ticksCredit;
    private long _time;
    private int _next;

    public SnapshotSchedule(SimulationOptions options)
    {
        _instruments = options.Instruments;

        // A repeat is two records (book and quote); at most 10 % of the market's records may be repeats.
        var seconds = Math.Max(
            options.SnapshotInterval.TotalSeconds,
            2.0 * options.Instruments / (0.1 * options.UpdatesPerSecond));
        _roundsPerNanosecond = options.Instruments / (seconds * 1e9);
        _roundsPerByte = options.RetentionBytes == 0 ? 0 : options.Instruments / BytesPerRound(options);
    }

    /// <summary>
    /// Throws when a round of snapshots does not fit into what the broker keeps, and says what would.
    /// </summary>
    public static void Validate(SimulationOptions options)
    {
        if (options.RetentionBytes == 0)
        {
            return;
        }

        var snapshots = SimulatedListings.First(options.Instruments)
            .Sum(listing => RecordBytes + (2.0 * (listing.Depth + 4) * LevelBytes));

        // Half the budget for snapshots at most, or there would be little else in the log.
        if (snapshots > BytesPerRound(options) / 2)
        {
            throw new ValidationException(
                $"{SimulationOptions.SectionName}:{nameof(options.Instruments)} is {options.Instruments}"
                + $": their snapshots take about {snapshots / 1e6:0.0} MB, and {options.Partitions} partitions of "
                + $"{options.RetentionBytes} bytes do not hold them safely. Use fewer instruments, more partitions "
                + "or a broker that keeps more.");
        }
    }

    /// <summary>Counts a record that is about to be published.</summary>
    public void Count(FeedTopic topic, int levels)
    {
        var credit = (RecordBytes + (levels * LevelBytes)) * _roundsPerByte;
        switch (topic)
        {
            case FeedTopic.Books:
                _booksCredit += credit;
                break;
            case FeedTopic.Ticks:
                _ticksCredit += credit;
                break;
            default:
                break;
        }
    }

    /// <summary>Says whose snapshot is due, or -1.</summary>
    public int TakeDue(long now)
    {
        _timeCredit += (now - _time) * _roundsPerNanosecond;
        _time = now;
        if (_timeCredit < 1 && _booksCredit < 1 && _ticksCredit < 1)
        {
            return -1;
        }

        _timeCredit = Math.Max(0, _timeCredit - 1);
        _booksCredit = Math.Max(0, _booksCredit - 1);
        _ticksCredit = Math.Max(0, _ticksCredit - 1);
        var due = _next;
        _next = (_next + 1) % _instruments;
        return due;
    }

    private static double BytesPerRound(SimulationOptions options)
    {
        var weights = 0.0;
        for (var i = 0; i < options.Instruments; i++)
        {
            weights += 1.0 / (i + 2);
        }

        var busiest = 0.5 / weights;
        var share = Math.Min(1, busiest + (2 * (1 - busiest) / options.Partitions));
        return 0.75 * options.RetentionBytes / share;
    }
}
