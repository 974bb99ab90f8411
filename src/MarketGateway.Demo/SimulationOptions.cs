using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MarketGateway.Demo;

/// <summary>
/// What the simulated market is like; configuration section <c>Simulation</c>. Validated before the first record.
/// </summary>
public sealed class SimulationOptions
{
    public const string SectionName = "Simulation";

    /// <summary>The most updates a second that can be asked for, bursts of the whole market included.</summary>
    public const int UpdatesPerSecondMax = 200_000;

    /// <summary>The most instruments that can be asked for.</summary>
    public const int InstrumentsMax = 50_000;

    /// <summary>Gets or sets how many records a second are published outside bursts. Defaults to 5,000.</summary>
    /// <remarks>
    /// Quotes, trades and book deltas count; repeated snapshots come on top (at most 10 % more). A burst of the whole
    /// market multiplies it, but never beyond <see cref="UpdatesPerSecondMax"/>.
    /// </remarks>
    [Range(1, UpdatesPerSecondMax)]
    public int UpdatesPerSecond { get; set; } = 5_000;

    /// <summary>
    /// Gets or sets what the market is derived from: the same seed and options give the same market. Defaults to 1.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int Seed { get; set; } = 1;

    /// <summary>
    /// Gets or sets how many instruments trade. Defaults to 64, those with names; more are made by formula.
    /// </summary>
    /// <remarks>The first are the busiest: the activity of the n-th is proportional to 1 / (n + 1).</remarks>
    [Range(1, InstrumentsMax)]
    public int Instruments { get; set; } = 64;

    /// <summary>Gets or sets how many times busier a burst is than usual. Defaults to 10; 1 means no bursts.</summary>
    [Range(1, 100)]
    public int BurstMultiplier { get; set; } = 10;

    /// <summary>Gets or sets how long a burst lasts. Defaults to 2 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan BurstDuration { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Gets or sets the mean time between bursts of the whole market (news); it also bursts when the trading day opens.
    /// Defaults to 90 seconds; 0 means only the open.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan MarketBurstInterval { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>
    /// Gets or sets the mean time between bursts of some single symbol. Defaults to 5 seconds; 0 means none.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan SymbolBurstInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Gets or sets the mean time between halts of some single symbol: 5 seconds of halt, and 5 of auction. Defaults to 0:
    /// none, all symbols are open.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan HaltInterval { get; set; }

    /// <summary>Gets or sets whether books say how many orders make up the size of a level. Defaults to false.</summary>
    /// <remarks>The market is the same with and without: the counts are made of the sizes.</remarks>
    public bool OrderCounts { get; set; }

    /// <summary>
    /// Gets or sets how long it takes at most until a symbol's snapshot is repeated. Defaults to 15 seconds.
    /// </summary>
    /// <remarks>
    /// It bounds how long a consumer that starts late, or that lost a record, goes without a book. It is stretched
    /// where repeats would be more than 10 % of all records, and shortened by <see cref="RetentionBytes"/>.
    /// </remarks>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan SnapshotInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Gets or sets how many bytes the broker keeps per partition before it forgets the oldest. Defaults to 0: it never
    /// forgets. The embedded broker keeps 5 MiB.
    /// </summary>
    /// <remarks>
    /// Snapshots are repeated before that much is published, whatever the rate (see SnapshotSchedule).
    /// </remarks>
    [Browsable(false)]
    [Range(0L, 1L << 40)]
    public long RetentionBytes { get; set; }

    /// <summary>
    /// Gets or sets how many partitions a topic has; used with <see cref="RetentionBytes"/> only. Defaults to 4.
    /// </summary>
    [Browsable(false)]
    [Range(1, 10_000)]
    public int Partitions { get; set; } = 4;

    /// <summary>
    /// Gets or sets the length of a trading day, after which day statistics begin anew. Defaults to 24 hours.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan TradingDay { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// Throws <see cref="ValidationException"/> with the name, the bad value and what would be right.
    /// </summary>
    public void Validate()
    {
        var errors = new List<ValidationResult>();
        if (!Validator.TryValidateObject(this, new ValidationContext(this), errors, validateAllProperties: true))
        {
            var error = errors[0];
            var name = error.MemberNames.FirstOrDefault() ?? SectionName;
            var value = GetType().GetProperty(name)?.GetValue(this);
            throw new ValidationException($"{SectionName}:{name} is {value}: {error.ErrorMessage}");
        }

        SnapshotSchedule.Validate(this);
    }
}
