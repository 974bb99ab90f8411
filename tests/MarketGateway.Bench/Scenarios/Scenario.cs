using MarketGateway.Bench.Report;

namespace MarketGateway.Bench.Scenarios;

/// <summary>Something that is measured.</summary>
internal sealed record Scenario(string Name, Func<BenchOptions, Task<ScenarioReport>> RunAsync);
