using MarketGateway.Admin;
using MarketGateway.Core.Sessions;
using MarketGateway.Http;

namespace MarketGateway.Hosting;

/// <summary>
/// What happens between SIGTERM or Ctrl+C and the end: clients are sent away, while feed, health and metrics go on.
/// </summary>
/// <remarks>
/// It is done in <see cref="StoppingAsync"/>, which the host awaits before it stops any service. The listener would be
/// the first of them: health and metrics could not say any more that the gateway drains.
/// </remarks>
internal sealed partial class GatewayDrain(
    SessionHub hub, DrainOptions options, TimeProvider time, ILogger<GatewayDrain> logger)
    : IHostedLifecycleService, IDrainState, IDrainControl, IDisposable
{
    private readonly CancellationTokenSource _hardStop = new();
    private Task? _asked;

    public bool IsDraining => hub.IsDraining;

    public TimeSpan Window => options.Window;

    /// <exception cref="SettingsException">A setting is wrong.</exception>
    public static void Add(WebApplicationBuilder builder)
    {
        var options = Settings.Read<DrainOptions>(builder.Configuration, DrainOptions.SectionName);
        if (options.HardStop <= options.Window)
        {
            throw new SettingsException(
                $"{DrainOptions.SectionName}:HardStop is '{options.HardStop}'; it must be longer than {DrainOptions.SectionName}:Window ({options.Window}).");
        }

        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<GatewayDrain>();
        builder.Services.AddSingleton<IDrainState>(services => services.GetRequiredService<GatewayDrain>());
        builder.Services.AddHostedService(services => services.GetRequiredService<GatewayDrain>());
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.HardStop);
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _asked) is { } asked)
        {
            // An operator has begun it: it is seen through, as far as there is time.
            using var stop = cancellationToken.Register(_hardStop.Cancel);
            await asked.ConfigureAwait(false);
            return;
        }

        await DrainAsync(cancellationToken).ConfigureAwait(false);
    }

    public bool TryBegin()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _asked, begun.Task, null) is not null)
        {
            return false;
        }

        _ = DrainAsync(_hardStop.Token).ContinueWith(
            (_, ended) => ((TaskCompletionSource)ended!).SetResult(), begun, TaskScheduler.Default);
        return true;
    }

    public void Dispose() => _hardStop.Dispose();

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task DrainAsync(CancellationToken hardStop)
    {
        LogBegins(hub.Count);
        var start = time.GetTimestamp();
        await new SessionDrain(hub, options, time).RunAsync(hardStop).ConfigureAwait(false);
        LogEnded(time.GetElapsedTime(start));
    }

    [LoggerMessage(1, LogLevel.Information, "Draining: {Sessions} sessions are sent to other replicas")]
    private partial void LogBegins(int sessions);

    [LoggerMessage(2, LogLevel.Information, "Drained: the last session was closed after {Elapsed}")]
    private partial void LogEnded(TimeSpan elapsed);
}
