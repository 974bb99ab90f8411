using System.Text.Json;
using MarketGateway.Bench.Feed;
using MarketGateway.Bench.Peers.Bare;
using MarketGateway.Bench.Peers.SignalR;
using MarketGateway.Bench.Processes;
using MarketGateway.Client;
using MarketGateway.Tools.Load;

namespace MarketGateway.Bench.Crowd;

/// <summary>
/// The process of the clients, on what <c>mgw load</c> is made of. Commands: <c>open</c>, <c>mark</c>, <c>read</c>,
/// <c>storm</c> (all hang up and come back at once), <c>finish</c> (with the truth: compares the end).
/// </summary>
internal sealed class CrowdRole : Role
{
    private const int Openers = 64;

    private static readonly TimeSpan SettlePatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan SettlePause = TimeSpan.FromMilliseconds(250);

    private readonly LoadLatency _latency = new();

    /// <summary>Slow readers are late by design: their ages are not those of the server.</summary>
    private readonly LoadLatency _pacedLatency = new();

    private CrowdSettings _settings = new();
    private LoadOptions _options = null!;
    private LoadRun _run = null!;

    protected override Task<object> StartAsync(string settings)
    {
        _settings = Read<CrowdSettings>(settings);
        _options = new LoadOptions
        {
            Url = _settings.Url,
            Sessions = _settings.Sessions,
            SymbolsPerSession = _settings.SymbolsPerSession,
            Channels = _settings.HasQuotes ? [MarketChannel.Book, MarketChannel.Quote] : [MarketChannel.Book],
            Subscription = new SubscriptionOptions
            {
                Depth = _settings.Depth,
                Interval = TimeSpan.FromMilliseconds(_settings.IntervalMs),
            },
            SlowShare = _settings.SlowShare,
            SlowBytesPerSecond = _settings.SlowBytesPerSecond,
            StalledShare = _settings.StalledShare,
            Heartbeat = TimeSpan.FromMilliseconds(_settings.HeartbeatMs),
            Window = _settings.Window,
        };
        _run = new LoadRun([.. Enumerable.Range(0, _settings.Sessions).Select(Make)], _latency);
        return Task.FromResult<object>(true);
    }

    protected override async Task<object> HandleAsync(string command, JsonElement argument)
    {
        switch (command)
        {
            case "open":
                return await OpenAsync(Openers);
            case "mark":
                _run.Mark();
                return true;
            case "read":
                var figures = _run.Read();
                return new CrowdFigures(figures.Elapsed.TotalSeconds, figures.Live, figures.Counts, figures.Age);
            case "storm":
                return await StormAsync();
            case "finish":
                return await FinishAsync(argument.Deserialize<Dictionary<string, SymbolTruth>>(BenchJson.Line)!);
            default:
                return await base.HandleAsync(command, argument);
        }
    }

    protected override async Task StopAsync() => await _run.DisposeAsync();

    private LoadConnection Make(int number)
    {
        var symbols = LoadSymbols.Choose(_settings.Symbols, _options, number);
        var latency = _options.PaceOf(number) == LoadPace.Free ? _latency : _pacedLatency;
        return _settings.Kind switch
        {
            CrowdKind.Gateway => new GatewayConnection(_options, number, symbols, null, latency),
            CrowdKind.Bare => new BareConnection(_options, number),
            _ => new SignalRConnection(
                _options, number, symbols, _settings.Kind == CrowdKind.SignalRConflating, latency),
        };
    }

    private async Task<CrowdOpened> OpenAsync(int openers)
    {
        var began = TimeProvider.System.GetTimestamp();
        await _run.OpenAsync(openers, CancellationToken.None);
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        var sum = _run.Sum();
        return new CrowdOpened(seconds, _run.Live, sum.Bytes, sum.StateBytes, _run.Faults);
    }

    /// <summary>Everybody hangs up, and comes back with where they stood.</summary>
    private async Task<CrowdOpened> StormAsync()
    {
        var before = _run;
        var wrong = before.Sum();
        await before.DisposeAsync();
        _run = new LoadRun(
            [
                .. before.Connections.Cast<GatewayConnection>().Select((held, number) => new GatewayConnection(
                    _options, number, LoadSymbols.Choose(_settings.Symbols, _options, number), null, _latency)
                {
                    Predecessor = held,
                }),
            ],
            _latency);
        var opened = await OpenAsync(_settings.Sessions);
        return wrong.Wrong == 0 ? opened : opened with { Faults = [.. opened.Faults, "the run was wrong before the storm"] };
    }

    private async Task<Verdict> FinishAsync(Dictionary<string, SymbolTruth> truth)
    {
        var final = new FinalState(truth);
        var began = TimeProvider.System.GetTimestamp();
        do
        {
            await Task.Delay(SettlePause, TimeProvider.System);
            final.Compare(_run.Connections);
        }
        while (!final.IsRight && TimeProvider.System.GetElapsedTime(began) < SettlePatience);
        var snapshots = await CompareSnapshotsAsync();
        var counts = _run.Sum();
        var problems = new List<string>(final.Problems);
        problems.AddRange(snapshots.Problems);
        problems.AddRange(_run.Faults);
        if (counts.Wrong > 0)
        {
            problems.Add(LoadText.Wrong(counts));
        }

        return new Verdict(problems, $"{final.Proven}, {snapshots.Proven}, {counts.Checksums:N0} checksums on the way");
    }

    /// <summary>With the gateway, also what it answers over HTTP.</summary>
    private async Task<Verdict> CompareSnapshotsAsync()
    {
        if (_settings.Kind != CrowdKind.Gateway)
        {
            return new Verdict([], "no snapshot endpoint");
        }

        using var http = new HttpClient();
        var check = new SnapshotCheck(LoadSymbols.HttpAddress(_settings.Url), http);
        await check.RunAsync(FinalState.Judged(_run.Connections).Cast<GatewayConnection>().SelectMany(static held => held.Streams));
        return new Verdict(
            check.Different + check.Elsewhere == 0 ? []
                : [$"{check.Different} streams differ from the gateway's snapshot, {check.Elsewhere} stand elsewhere"],
            $"{check.Compared:N0} streams equal to the gateway's snapshots");
    }
}
