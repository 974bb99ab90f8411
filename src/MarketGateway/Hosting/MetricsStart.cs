namespace MarketGateway.Hosting;

/// <summary>
/// Makes the instruments of every area when the host starts, before the feed does: what is measured before somebody
/// listens is lost.
/// </summary>
internal sealed class MetricsStart(IEnumerable<MetricsArea> areas, IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var area in areas)
        {
            services.GetRequiredService(area.Type);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
