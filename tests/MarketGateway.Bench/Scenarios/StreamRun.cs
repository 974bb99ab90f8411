using MarketGateway.Bench.Crowd;
using MarketGateway.Bench.Feed;
using MarketGateway.Bench.Measuring;
using MarketGateway.Bench.Processes;

namespace MarketGateway.Bench.Scenarios;

/// <summary>
/// One run of one server: fresh processes for feed, server and clients; everybody opens while the market is quiet; then it
/// goes, is let warm up, is measured, and stops; then the end is compared.
/// </summary>
internal sealed class StreamRun : IAsyncDisposable
{
    /// <summary>
    /// Ten thousand sockets on one core: what arrives is read on the thread that waits for it, without a hop.
    /// </summary>
    private static readonly Dictionary<string, string> CrowdEnvironment = new()
    {
        ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1",
        ["DOTNET_TieredPGO"] = "0",
    };

    private readonly StreamPlan _plan;
    private readonly BenchProcess _feed;
    private readonly int _port = Servers.FreePort();
    private IReadOnlyList<string> _symbols = [];
    private BenchProcess? _server;
    private BenchProcess? _crowd;
    private CrowdOpened? _opened;

    private StreamRun(StreamPlan plan, BenchProcess feed)
    {
        _plan = plan;
        _feed = feed;
    }

    public BenchProcess Server => _server!;

    public BenchProcess Crowd => _crowd!;

    public BenchProcess Feed => _feed;

    /// <summary>Gets what the crowd was told: another one that joins is told the same, but for what it changes.</summary>
    public CrowdSettings CrowdSettings =>
        _plan.Crowd with { Url = Servers.StreamUrl(_plan.Crowd.Kind, _port), Symbols = _symbols };

    public IReadOnlyList<string> Symbols => _symbols;

    public long EmptyBytes { get; private set; }

    public long OpenBytes { get; private set; }

    public CrowdOpened Opened => _opened!;

    /// <summary>Opens everything: what follows is in the hands of the scenario.</summary>
    public static async Task<StreamRun> OpenAsync(StreamPlan plan, BenchOptions options)
    {
        var settings = new FeedSettings(
            plan.Instruments, Math.Max(1, plan.Rate), FetchLingerMs: plan.FetchLingerMs, BootstrapServers: options.BootstrapServers);
        var run = new StreamRun(plan, BenchProcess.StartRole("feed", isServer: false, settings));
        try
        {
            await run.OpenServerAsync();
            await run.OpenCrowdAsync();
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a plan from begin to end.</summary>
    public static async Task<StreamResult> MeasureAsync(StreamPlan plan, BenchOptions options)
    {
        await using var run = await OpenAsync(plan, options);
        return await run.MeasureAsync();
    }

    /// <summary>Lets the market go, measures a window, stops it and compares the end.</summary>
    public async Task<StreamResult> MeasureAsync()
    {
        await StartFeedAsync();
        await Task.Delay(_plan.WarmUp, TimeProvider.System);
        var startBytes = ProcessMeter.PrivateBytes(Server.Id);
        await Crowd.AskAsync("mark");
        var (cpu, others) = (ProcessMeter.CpuSeconds(Server.Id), OthersCpu());
        await Task.Delay(_plan.Window, TimeProvider.System);
        var figures = await Crowd.AskAsync<CrowdFigures>("read");
        (cpu, others) = (ProcessMeter.CpuSeconds(Server.Id) - cpu, OthersCpu() - others);
        var (endBytes, kernelBytes) = (ProcessMeter.PrivateBytes(Server.Id), ProcessMeter.TcpBytes());
        var stopped = await StopFeedAsync();
        return new StreamResult(
            cpu, figures, Opened, _plan.Rate * figures.Seconds, EmptyBytes, OpenBytes, startBytes, endBytes, kernelBytes,
            others / figures.Seconds, stopped?.LatestBy ?? 0, await JudgeAsync(stopped));
    }

    public async Task StartFeedAsync()
    {
        if (_plan.Crowd.Kind == CrowdKind.Bare)
        {
            await Server.AskAsync("go");
        }
        else if (_plan.Rate > 0)
        {
            await _feed.AskAsync("go");
        }
    }

    public async Task<FeedStopped?> StopFeedAsync() =>
        _plan.Crowd.Kind == CrowdKind.Bare ? null : await _feed.AskAsync<FeedStopped>("stop");

    /// <summary>Says whether all that came was right.</summary>
    public async Task<Verdict> JudgeAsync(FeedStopped? stopped)
    {
        if (Opened.Live < _plan.Crowd.Sessions)
        {
            return new Verdict([$"only {Opened.Live} of {_plan.Crowd.Sessions} opened", .. Opened.Faults], "");
        }

        return _plan.IsSaturating && stopped is not null
            ? new Verdict([], "saturated: the end is not compared")
            : await Crowd.AskAsync<Verdict>("finish", stopped?.Truth ?? []);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in (BenchProcess?[])[_crowd, _server, _feed])
        {
            if (process is not null)
            {
                await process.DisposeAsync();
            }
        }
    }

    private double OthersCpu() => ProcessMeter.CpuSeconds(Crowd.Id) + ProcessMeter.CpuSeconds(_feed.Id);

    private async Task OpenServerAsync()
    {
        var started = await _feed.ReadAnswerAsync<FeedStarted>();
        var kind = _plan.Crowd.Kind;
        if (kind == CrowdKind.Bare)
        {
            _server = BenchProcess.StartRole("bare", isServer: true, _plan.Bare! with { Port = _port });
            await _server.ReadAnswerAsync<bool>();
            return;
        }

        _server = kind == CrowdKind.Gateway
            ? Servers.StartGateway(_port, started)
            : Servers.StartSignalR(_port, started, kind == CrowdKind.SignalRConflating ? _plan.PeerIntervalMs : 0);
        await Servers.WhenListeningAsync(_server, _port, kind);
        await _feed.AskAsync("open");
        await Servers.WhenCompleteAsync(_server, _port, kind, started.Symbols);
        _symbols = started.Symbols;
    }

    private async Task OpenCrowdAsync()
    {
        EmptyBytes = ProcessMeter.PrivateBytes(Server.Id);
        _crowd = BenchProcess.StartRole("crowd", isServer: false, CrowdSettings, CrowdEnvironment);
        await _crowd.ReadAnswerAsync<bool>();
        _opened = await _crowd.AskAsync<CrowdOpened>("open");
        OpenBytes = ProcessMeter.PrivateBytes(Server.Id);
    }
}
