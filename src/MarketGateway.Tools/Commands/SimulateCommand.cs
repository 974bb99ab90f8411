using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using MarketGateway.Demo;

namespace MarketGateway.Tools.Commands;

/// <summary><c>mgw simulate</c>: the simulated market into a given cluster, until Ctrl+C.</summary>
internal sealed class SimulateCommand : Command, IDocumentedCommand
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);

    private readonly ClusterOptions _cluster = new();

    private readonly Option<int> _rate = OptionValues.Integer(
        "--rate", "Updates a second, outside bursts.", 5_000, 1, SimulationOptions.UpdatesPerSecondMax);

    private readonly Option<int> _seed = OptionValues.Integer(
        "--seed", "The same seed gives the same market.", 1, 0, int.MaxValue);

    private readonly Option<int> _instruments = OptionValues.Integer(
        "--instruments", "Instruments that trade.", 64, 1, SimulationOptions.InstrumentsMax);

    private readonly Option<int> _burst = OptionValues.Integer(
        "--burst", "How many times busier a burst is; 1 for no bursts.", 10, 1, 100);

    private readonly Option<int?> _seconds = OptionValues.OptionalInteger(
        "--seconds", "End after so many seconds instead of at Ctrl+C.", 1, int.MaxValue / 1_000);

    private SimulateCommand()
        : base("simulate", "Publish a simulated market to Kafka until Ctrl+C.")
    {
        _cluster.AddTo(this);
        Add(_rate);
        Add(_seed);
        Add(_instruments);
        Add(_burst);
        Add(_seconds);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "mgw simulate --bootstrap-servers localhost:9092",
        "mgw simulate --bootstrap-servers localhost:9092 --rate 50000 --instruments 1000 --seed 7",
    ];

    public string ExitCodes => "0 ended by Ctrl+C or --seconds; 1 wrong option, or the cluster does not take it";

    public static Command Create() => new SimulateCommand();

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var output = parsed.InvocationConfiguration.Output;
        var market = CreateMarket(parsed);
        var cluster = _cluster.Cluster(parsed);
        using var producer = await KafkaSetup.StartAsync(cluster, _cluster.Partitions(parsed), output);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (parsed.GetValue(_seconds) is { } seconds)
        {
            stop.CancelAfter(TimeSpan.FromSeconds(seconds));
        }

        var publisher = new MarketPublisher(market, producer, TimeProvider.System);
        await output.WriteLineAsync(
            $"simulating {market.Instruments.Count} instruments into {cluster.BootstrapServers}; Ctrl+C ends it");
        await RunWithReportsAsync(publisher, producer, output, stop.Token);
        KafkaSetup.Finish(producer);
        await output.WriteLineAsync($"ended; {producer.DeliveredCount:N0} records published");
        return MgwCommandLine.Succeeded;
    }

    private SimulatedMarket CreateMarket(ParseResult parsed)
    {
        var options = new SimulationOptions
        {
            UpdatesPerSecond = parsed.GetValue(_rate),
            Seed = parsed.GetValue(_seed),
            Instruments = parsed.GetValue(_instruments),
            BurstMultiplier = parsed.GetValue(_burst),
        };
        try
        {
            return new SimulatedMarket(options, firstSequence: MarketPublisher.FirstSequence(TimeProvider.System));
        }
        catch (ValidationException wrong)
        {
            throw new CommandException(wrong.Message);
        }
    }

    private static async Task RunWithReportsAsync(
        MarketPublisher publisher, FeedProducer producer, TextWriter output, CancellationToken cancellation)
    {
        var publishing = Task.Run(() => publisher.RunAsync(cancellation), CancellationToken.None);
        var line = new LiveLine(output);
        var rate = new RateMeter(TimeProvider.System);
        using var timer = new PeriodicTimer(ReportInterval, TimeProvider.System);
        while (!publishing.IsCompleted)
        {
            var next = timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
            await Task.WhenAny(publishing, next);
            line.Write(Report(publisher, producer, rate.Update(producer.DeliveredCount)));
        }

        line.End();
        await publishing;
    }

    private static string Report(MarketPublisher publisher, FeedProducer producer, double rate)
    {
        var late = publisher.Forgiven > TimeSpan.Zero
            ? $", {publisher.Forgiven.TotalSeconds:N1} s late in all" : "";
        var failed = producer.FailedCount > 0 ? $", {producer.FailedCount:N0} failed" : "";
        var waiting = publisher.PublishedCount - producer.DeliveredCount - producer.FailedCount;
        var error = waiting > 10_000 && producer.LastError is { } reason ? $" ({reason})" : "";
        return $"{rate:N0} updates/s, {producer.DeliveredCount:N0} published, "
            + $"{waiting:N0} on their way{failed}{late}{error}";
    }
}
