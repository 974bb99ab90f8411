namespace MarketGateway.Core.Tests.Simulation;

/// <summary>The simulation bites: whatever is broken in the source, a seed finds it.</summary>
public sealed class SeededDefectTests
{
    /// <summary>As many as are tried of the source as it is.</summary>
    private const int SeedCount = 2_000;

    public static TheoryData<int, string> Defects
    {
        get
        {
            var defects = new TheoryData<int, string>();
            for (var number = 0; number < SeededDefect.All.Count; number++)
            {
                defects.Add(number, SeededDefect.All[number].Name);
            }

            return defects;
        }
    }

    [Theory]
    [MemberData(nameof(Defects))]
    public void A_seeded_defect_is_found(int number, string name)
    {
        using var core = new MutatedCore(SeededDefect.All[number]);
        var found = Enumerable.Range(0, SeedCount).FirstOrDefault(seed => core.Run(seed) is not null, -1);

        Assert.True(found >= 0, $"some seed finds that {name}");
    }
}
