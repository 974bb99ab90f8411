using System.Net.Sockets;

namespace MarketGateway.Tools.Load;

/// <summary>One run of <c>mgw load</c>: opens the sessions, shows every second, compares at the end.</summary>
internal sealed class Loading(LoadOptions options, string? token, ILoadOutput output)
{
    private static readonly TimeSpan ShowInterval = TimeSpan.FromSeconds(1);

    /// <summary>Returns whether everything was right.</summary>
    public async Task<bool> RunAsync(TimeSpan? duration, CancellationToken cancellation)
    {
        using var http = LoadSymbols.Client(token);
        var symbols = await FindSymbolsAsync(http);
        var latency = new LoadLatency();
        var connections = Enumerable.Range(0, options.Sessions)
            .Select(number => new GatewayConnection(
                options, number, LoadSymbols.Choose(symbols, options, number), token, latency))
            .ToArray();
        await using var run = new LoadRun(connections, latency);
        output.Announce($"opening {options.Sessions:N0} sessions over {symbols.Count:N0} symbols at {options.Url}");
        var began = TimeProvider.System.GetTimestamp();
        await run.OpenAsync(options.Openers, cancellation);
        var openedIn = TimeProvider.System.GetElapsedTime(began);
        run.Mark();
        await ShowUntilAsync(run, latency, duration, cancellation);
        var total = run.Read();
        var check = new SnapshotCheck(LoadSymbols.HttpAddress(options.Url), http);
        await check.RunAsync(connections.Where(static held => held is { Pace: LoadPace.Free, Fault: null })
            .SelectMany(static held => held.Streams).ToArray());
        var report = new LoadReport(
            options.Sessions, openedIn, total, run.Sum(), run.Faults, check.Compared, check.Different);
        output.Finish(report);
        return report.IsRight;
    }

    private async Task<IReadOnlyList<string>> FindSymbolsAsync(HttpClient http)
    {
        try
        {
            return await LoadSymbols.FindAsync(options, http);
        }
        catch (HttpRequestException unreachable) when (unreachable.InnerException is SocketException or null)
        {
            throw new CommandException(
                $"No gateway answers at {options.Url}. Start one with 'dotnet run --project src/MarketGateway', "
                + "or name another with --url.");
        }
    }

    private async Task ShowUntilAsync(
        LoadRun run, LoadLatency latency, TimeSpan? duration, CancellationToken cancellation)
    {
        var began = TimeProvider.System.GetTimestamp();
        var (last, lastAt) = (run.Sum(), began);
        using var timer = new PeriodicTimer(ShowInterval, TimeProvider.System);
        try
        {
            while (!(TimeProvider.System.GetElapsedTime(began) >= duration)
                && await timer.WaitForNextTickAsync(cancellation))
            {
                var (counts, now) = (run.Sum(), TimeProvider.System.GetTimestamp());
                var elapsed = TimeProvider.System.GetElapsedTime(lastAt, now);
                output.Show(new LoadFigures(elapsed, run.Live, counts.Minus(last), latency.ReadInterval()), run);
                (last, lastAt) = (counts, now);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Ctrl+C ends the measuring, not the report.
        }
    }
}
