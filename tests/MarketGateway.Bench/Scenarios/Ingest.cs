using System.Globalization;
using System.Text.Json;
using MarketGateway.Bench.Crowd;
using MarketGateway.Bench.Feed;
using MarketGateway.Bench.Measuring;
using MarketGateway.Bench.Peers.Bare;
using MarketGateway.Bench.Processes;
using MarketGateway.Bench.Report;

namespace MarketGateway.Bench.Scenarios;

/// <summary>A gateway that starts on a full log: how fast it reads, beside a consumer that only reads.</summary>
internal static class Ingest
{
    public const string Name = "ingest";

    /// <summary>The rate is taken between these parts of the log: start-up and the last fetch are not what is measured.</summary>
    private const double From = 0.1;
    private const double To = 0.9;

    /// <summary>Twice what is asked for: what the embedded broker keeps of four (5 MiB each) is less than the records.</summary>
    private const int Partitions = 8;

    private const int Consumers = 1;

    /// <summary>How long brokers gather records before they answer a fetch: what one pays for it, and what it saves.</summary>
    private static readonly int[] LingersMs = [0, 5, 10];

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static async Task<ScenarioReport> RunAsync(BenchOptions options)
    {
        var wanted = options.Size(2_000_000L, 60_000L);
        await using var feed = BenchProcess.StartRole(
            "feed", isServer: false, new FeedSettings(200, 100_000, Partitions, BootstrapServers: options.BootstrapServers));
        var started = await feed.ReadAnswerAsync<FeedStarted>();
        await Console.Error.WriteLineAsync("  filling the log");
        var written = await feed.AskAsync<long>("bulk", wanted);
        var (ours, bare) = (new List<IngestRate>(), new List<IngestRate>());
        for (var run = 1; run <= options.Runs; run++)
        {
            await Console.Error.WriteLineAsync($"  reading ({run}/{options.Runs})");
            bare.Add(await MeasureBareAsync(started));
            ours.Add(await MeasureGatewayAsync(started, (long)bare[^1].Records));
        }

        var report = Report(wanted, written, ours, bare);
        await AddLiveAsync(report, options, Median(ours, static rate => rate.CpuPerRecord), Median(bare, static rate => rate.CpuPerRecord));
        await Console.Error.WriteLineAsync("  reading by format");
        IngestFormats.AddTo(report, options, Median(bare, static rate => rate.CpuPerRecord));
        return report;
    }

    private static ScenarioReport Report(long wanted, long written, List<IngestRate> ours, List<IngestRate> bare)
    {
        var held = (long)bare[^1].Records;
        var report = new ScenarioReport(
            Name,
            $"{held:N0} book and tick records wait in {Partitions} partitions of each topic; {Consumers} consumer each; no clients. "
            + $"Rates from {From:P0} to {To:P0} of the log.");
        var table = new ReportTable("", ["reader", "records/s", "CPU us per record"]);
        table.Rows.Add(["MarketGateway", Text(ours, static rate => rate.PerSecond), Text(ours, static rate => rate.CpuPerRecord)]);
        table.Rows.Add(["bare consumer", Text(bare, static rate => rate.PerSecond), Text(bare, static rate => rate.CpuPerRecord)]);
        report.Tables.Add(table);
        report.Targets.Add(new Target(
            "at least 0.8x the bare consumer's records/s",
            Median(ours, static rate => rate.PerSecond) / Median(bare, static rate => rate.PerSecond), 0.8, IsAtMost: false));
        var allocated = AllocatedPerRecord.Measure(out var applied);
        report.Targets.Add(new Target("0 B allocated per record in our code", allocated, 0));
        if (held < written)
        {
            report.Notes.Add($"Of {wanted:N0} records published, the embedded broker kept {held:N0} (it forgets beyond 5 MiB per partition).");
        }

        var missing = ours.Count(static rate => !rate.IsComplete);
        report.Verdicts.Add(new("MarketGateway", new Verdict(
            missing == 0 ? [] : [$"{missing} runs were not ready at the end of the log"], $"ready at the end of {held:N0} records")));
        report.Verdicts.Add(new("decoding and applying", new Verdict(
            applied > 0 ? [] : ["no record was applied"], $"{applied:N0} records decoded and applied on a measured thread")));
        return report;
    }

    /// <summary>
    /// The same reader at the head of the log: what a record costs that comes by itself or with few others, by how long
    /// brokers gather them; and how old it is for the one client of one symbol.
    /// </summary>
    private static async Task AddLiveAsync(ScenarioReport report, BenchOptions options, double inLine, double bareInLine)
    {
        var rate = options.Size(20_000, 2_000);
        var table = new ReportTable(
            $"live at {rate:N0} updates/s, one client of one symbol", ["Kafka:FetchLinger", "CPU us per record", "bare consumer", "age p50 ms", "age p99 ms"]);
        foreach (var linger in LingersMs)
        {
            var live = await Runs.RepeatAsync(LivePlan(options, rate, linger), options);
            var cost = live.Of(static run => run.CpuSeconds * 1e6 / run.Published);
            var bare = await BareLive.MeasureAsync(options, rate, linger);
            table.Rows.Add([
                $"{linger} ms", cost.Text, bare.Text, live.Of(static run => run.Figures.Age.P50).Text,
                live.Of(static run => run.Figures.Age.P99).Text]);
            report.Judge($"live, linger of {linger} ms", live);
            if (linger == 0)
            {
                report.Targets.Add(new Target("CPU of a live record at most 2x of one that waits in line", cost.Median / inLine, 2));
                report.Notes.Add(
                    $"A bare consumer's live record costs {Spread.Number(bare.Median / bareInLine)} of its own that waits in line; ours costs "
                    + $"{Spread.Number(cost.Median / bare.Median)} of the bare consumer's live one.");
            }
        }

        report.Tables.Add(table);
    }

    private static StreamPlan LivePlan(BenchOptions options, int rate, int lingerMs) => new()
    {
        Label = $"live, linger of {lingerMs} ms",
        Instruments = 200,
        Rate = rate,
        FetchLingerMs = lingerMs,
        WarmUp = TimeSpan.FromSeconds(options.Size(4, 0.5)),
        Window = TimeSpan.FromSeconds(options.Size(10, 1.5)),
        Crowd = new CrowdSettings { Kind = CrowdKind.Gateway, Sessions = 1, SymbolsPerSession = 1 },
    };

    private static async Task<IngestRate> MeasureBareAsync(FeedStarted feed)
    {
        await using var consumer = BenchProcess.StartRole(
            "consumer", isServer: true, new ConsumerSettings(feed.BootstrapServers, feed.TopicPrefix, Partitions, Consumers));
        await consumer.ReadAnswerAsync<bool>();
        await consumer.AskAsync("go");
        var samples = new List<Sample>();
        while (true)
        {
            var progress = await consumer.AskAsync<ConsumerProgress>("read");
            samples.Add(new Sample(TimeProvider.System.GetTimestamp(), progress.Records, ProcessMeter.CpuSeconds(consumer.Id)));
            if (progress.IsAtEnd)
            {
                return IngestRate.Of(samples, progress.Records, isComplete: true);
            }

            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    private static async Task<IngestRate> MeasureGatewayAsync(FeedStarted feed, long records)
    {
        // How far it is, is told to operators alone.
        var port = Servers.FreePort();
        await using var gateway = Servers.StartGateway(
            Servers.FreePort(),
            feed,
            "--Metrics:Url",
            $"http://127.0.0.1:{port}",
            "--Kafka:Consumers",
            Consumers.ToString(CultureInfo.InvariantCulture));
        using var http = new HttpClient();
        var samples = new List<Sample>();
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < Patience && !gateway.HasExited)
        {
            if (await ProgressAsync(http, port) is { } progress)
            {
                samples.Add(new Sample(
                    TimeProvider.System.GetTimestamp(), progress.Part * records, ProcessMeter.CpuSeconds(gateway.Id)));
                if (progress.IsReady)
                {
                    return IngestRate.Of(samples, records, isComplete: true);
                }
            }

            await Task.Delay(Pause, TimeProvider.System);
        }

        return IngestRate.Of(samples, records, isComplete: false);
    }

    private static async Task<(double Part, bool IsReady)?> ProgressAsync(HttpClient http, int port)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/healthz/ready"));
            using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            return (body.RootElement.GetProperty("progress").GetDouble(), answer.IsSuccessStatusCode);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static double Median(List<IngestRate> rates, Func<IngestRate, double> figure) => Spread.Of(rates.Select(figure)).Median;

    private static string Text(List<IngestRate> rates, Func<IngestRate, double> figure) => Spread.Of(rates.Select(figure)).Text;

    internal sealed record Sample(long At, double Records, double CpuSeconds);

    internal sealed record IngestRate(double Records, double PerSecond, double CpuPerRecord, bool IsComplete)
    {
        public static IngestRate Of(List<Sample> samples, double records, bool isComplete)
        {
            var first = samples.FirstOrDefault(sample => sample.Records >= records * From);
            var last = samples.LastOrDefault(sample => sample.Records <= records * To);
            if (first is null || last is null || last.Records <= first.Records)
            {
                // Read between two looks: too few records for a rate.
                return new IngestRate(records, double.NaN, double.NaN, isComplete);
            }

            var read = last.Records - first.Records;
            return new IngestRate(
                records, read / TimeProvider.System.GetElapsedTime(first.At, last.At).TotalSeconds,
                (last.CpuSeconds - first.CpuSeconds) * 1e6 / read, isComplete);
        }
    }
}
