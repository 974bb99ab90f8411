namespace MarketGateway.Hosting;

/// <summary>A class that makes the instruments of one area when it is made.</summary>
internal sealed record MetricsArea(Type Type);
