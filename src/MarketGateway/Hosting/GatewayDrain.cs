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
    : IHostedLifecycleService, IDrainState
{
    public bool IsDraining => hub.IsDraining;

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
        LogBegins(hub.Count);
        var start = time.GetTimestamp();
        await new SessionDrain(hub, options, time).RunAsync(cancellationToken).ConfigureAwait(false);
        LogEnded(time.GetElapsedTime(start));
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1, LogLevel.Information, "Draining: {Sessions} sessions are sent to other replicas")]
    private partial void LogBegins(int sessions);

    [LoggerMessage(2, LogLevel.Information, "Drained: the last session was closed after {Elapsed}")]
    private partial void LogEnded(TimeSpan elapsed);
}
