using System.Collections.Concurrent;
using System.Globalization;

namespace MarketGateway.Core.Tests.Simulation;

/// <summary>Sessions, lanes and cohorts under whatever a seed comes up with.</summary>
public sealed class SimulationTests
{
    /// <summary>How many seeds are tried; MARKETGATEWAY_SIMULATION_SEEDS says otherwise.</summary>
    private static readonly int SeedCount = int.Parse(
        Environment.GetEnvironmentVariable("MARKETGATEWAY_SIMULATION_SEEDS") ?? "2000", CultureInfo.InvariantCulture);

    /// <summary>So many failures are enough to begin with.</summary>
    private const int ReportedMax = 8;

    private static readonly int FirstSeed = int.Parse(
        Environment.GetEnvironmentVariable("MARKETGATEWAY_SIMULATION_FIRST") ?? "0", CultureInfo.InvariantCulture);

    [Fact]
    public void Whatever_happens_each_client_holds_what_it_was_sent_and_ends_with_the_market()
    {
        var faults = new ConcurrentBag<(int Seed, Exception Fault)>();
        Parallel.For(FirstSeed, FirstSeed + SeedCount, (seed, loop) =>
        {
            try
            {
                using var world = new World(seed);
                world.Run();
            }
            catch (Exception fault)
            {
                faults.Add((seed, fault));
                if (faults.Count >= ReportedMax)
                {
                    loop.Stop();
                }
            }
        });

        Assert.True(faults.IsEmpty, string.Join('\n', faults.OrderBy(fault => fault.Seed).Select(
            fault => $"seed {fault.Seed}: {fault.Fault.Message.ReplaceLineEndings(" ")} {Where(fault.Fault)}")));
    }

    private static string? Where(Exception fault) => fault.StackTrace?.Split('\n').FirstOrDefault(
        line => line.Contains(nameof(Simulation), StringComparison.Ordinal))?.Trim();
}
