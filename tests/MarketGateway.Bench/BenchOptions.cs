namespace MarketGateway.Bench;

/// <summary>How a scenario is run.</summary>
/// <param name="IsFull">The sizes that the targets speak of; else sizes that prove correctness in seconds.</param>
/// <param name="Runs">How often each measurement is made; the median counts.</param>
/// <param name="BootstrapServers">A cluster to use instead of the embedded broker, or null.</param>
/// <param name="DataFolder">Where the real market data is, or null.</param>
internal sealed record BenchOptions(bool IsFull, int Runs, string? BootstrapServers, string? DataFolder)
{
    /// <summary>Chooses between the two sizes.</summary>
    public T Size<T>(T full, T small) => IsFull ? full : small;
}
