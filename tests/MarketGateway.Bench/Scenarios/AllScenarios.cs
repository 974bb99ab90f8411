namespace MarketGateway.Bench.Scenarios;

/// <summary>All scenarios, in the order of the report.</summary>
internal static class AllScenarios
{
    public static IReadOnlyList<Scenario> List { get; } =
    [
        new(Dashboards.Name, Dashboards.RunAsync),
        new(TickByTick.Name, TickByTick.RunAsync),
        new(SlowReaders.Name, SlowReaders.RunAsync),
        new(Ingest.Name, Ingest.RunAsync),
        new(ManySessions.Name, ManySessions.RunAsync),
        new(ManySymbols.Name, ManySymbols.RunAsync),
        new(Growth.Name, Growth.RunAsync),
        new(ReconnectStorm.Name, ReconnectStorm.RunAsync),
        new(Wire.Name, Wire.RunAsync),
    ];

    /// <summary>Finds scenarios by name, spaces or dashes; none when the name is unknown.</summary>
    public static IReadOnlyList<Scenario> Find(string name) => name == "all" ? List
        : [.. List.Where(scenario => scenario.Name == name.Replace('-', ' '))];
}
