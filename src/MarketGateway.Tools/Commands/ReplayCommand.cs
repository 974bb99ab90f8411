using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;
using MarketGateway.Demo;
using MarketGateway.Tools.Replay;

namespace MarketGateway.Tools.Commands;

/// <summary><c>mgw replay</c>: recorded market data of Tardis into a given cluster.</summary>
internal sealed class ReplayCommand : Command, IDocumentedCommand
{
    private readonly ClusterOptions _cluster = new();

    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "CSV files of Tardis: incremental_book_L2, trades, quotes (told by the header), plain or .gz.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<double> _speed = new("--speed")
    {
        Description = "1 is original speed, 10 ten times that; max does not wait.",
        HelpName = "N|max",
        DefaultValueFactory = _ => 1,
        CustomParser = ParseSpeed,
    };

    private readonly Option<int> _snapshotEvery = OptionValues.Integer(
        "--snapshot-every", "Seconds of feed time until a book is repeated as a snapshot; 0 is never.", 60, 0, 86_400);

    private readonly Option<int?> _priceScale = OptionValues.OptionalInteger(
        "--price-scale", "Decimals of prices; if not given those of the symbol's definition, or as the files need.", 0,
        ExactDecimal.ScaleMax);

    private readonly Option<int?> _sizeScale = OptionValues.OptionalInteger(
        "--size-scale", "Decimals of sizes; if not given those of the symbol's definition, or as the files need.", 0,
        ExactDecimal.ScaleMax);

    private readonly Option<ExactDecimal?> _tickSize = new("--tick-size")
    {
        Description = "The smallest price step, such as 0.25; if not given that of the definition, or as prices need.",
        HelpName = "STEP",
        CustomParser = ParseTickSize,
    };

    private readonly Option<string> _assetClass = new("--asset-class")
    {
        Description = "What the files do not say: future, equity, fx, crypto, ...",
        HelpName = "TEXT",
        DefaultValueFactory = _ => "",
    };

    private readonly Option<string> _currency = new("--currency")
    {
        Description = "What the files do not say: the currency of prices.",
        HelpName = "TEXT",
        DefaultValueFactory = _ => "",
    };

    private readonly Option<bool> _strict = new("--strict")
    {
        Description = "Stop at the first bad row instead of skipping it.",
    };

    private ReplayCommand()
        : base("replay", "Publish recorded market data of Tardis to Kafka.")
    {
        Add(_files);
        _cluster.AddTo(this);
        Add(_speed);
        Add(_snapshotEvery);
        Add(_priceScale);
        Add(_sizeScale);
        Add(_tickSize);
        Add(_assetClass);
        Add(_currency);
        Add(_strict);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "mgw replay ESH6_incremental_book_L2.csv.gz ESH6_trades.csv.gz --bootstrap-servers localhost:9092 --speed max",
        "mgw replay book.csv.gz --bootstrap-servers localhost:9092 --speed 10 --tick-size 0.25 --asset-class future",
    ];

    public string ExitCodes =>
        "0 all rows published, or ended by Ctrl+C; 1 wrong option or file, bad rows, or the cluster does not take it";

    public static Command Create() => new ReplayCommand();

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var badRows = new BadRowReport(error, parsed.GetValue(_strict));
        await output.WriteLineAsync("reading the files once, for symbols and decimals");
        using var replay = TardisReplay.Open(parsed.GetRequiredValue(_files), ReplayOptions(parsed), badRows.Add);
        var cluster = _cluster.Cluster(parsed);
        using var producer = await KafkaSetup.StartAsync(cluster, _cluster.Partitions(parsed), output);
        replay.GoOnWith(KnownDefinitions.Read(cluster));
        foreach (var instrument in replay.Instruments)
        {
            await output.WriteLineAsync(Describe(instrument));
        }

        var publisher = new ReplayPublisher(replay, producer, parsed.GetValue(_speed), TimeProvider.System);
        await new ReplayProgress(output, TimeProvider.System).RunAsync(
            () => publisher.RunAsync(cancellation), replay.RowCount, () => publisher.RowsRead, () => publisher.Caption);
        KafkaSetup.Finish(producer);
        await output.WriteLineAsync($"published {producer.DeliveredCount:N0} records of {publisher.RowsRead:N0} rows");
        return badRows.Finish() == 0 ? MgwCommandLine.Succeeded : MgwCommandLine.Failed;
    }

    private static string Describe(ReplayInstrument instrument)
    {
        var definition = instrument.Definition;
        return $"{instrument.Symbol}: price scale {definition.PriceScale}, size scale {definition.SizeScale}, "
            + $"tick size {definition.TickSize} x 10^-{definition.PriceScale}";
    }

    private TardisReplayOptions ReplayOptions(ParseResult parsed) => new()
    {
        SnapshotInterval = TimeSpan.FromSeconds(parsed.GetValue(_snapshotEvery)),
        PriceScale = parsed.GetValue(_priceScale),
        SizeScale = parsed.GetValue(_sizeScale),
        TickSize = parsed.GetValue(_tickSize),
        AssetClass = parsed.GetRequiredValue(_assetClass),
        Currency = parsed.GetRequiredValue(_currency),

        // Higher than in any earlier replay, so that a second one is not taken for a duplicate of the first.
        FirstSequence = MarketPublisher.FirstSequence(TimeProvider.System),
    };

    private static double ParseSpeed(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text == "max")
        {
            return double.PositiveInfinity;
        }

        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var speed)
            || !(speed >= 0.001 && speed <= 1_000_000))
        {
            result.AddError($"--speed is '{text}' but must be a number from 0.001 to 1000000, or max.");
        }

        return speed;
    }

    private static ExactDecimal? ParseTickSize(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (!ExactDecimal.TryParse(Encoding.UTF8.GetBytes(text), out var step)
            || step.Mantissa <= 0 || step.Scale > ExactDecimal.ScaleMax)
        {
            result.AddError($"--tick-size is '{text}' but must be a decimal number above 0, such as 0.25.");
        }

        return step;
    }
}
