namespace MarketGateway.Bench.Processes;

/// <summary>The benchmark could not be run; the message says why.</summary>
internal sealed class BenchException(string message) : Exception(message);
