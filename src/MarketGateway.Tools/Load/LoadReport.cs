namespace MarketGateway.Tools.Load;

/// <summary>What a load comes to.</summary>
/// <param name="Sessions">How many sessions there should be.</param>
/// <param name="OpenedIn">How long it took until all had connected and had their snapshots.</param>
/// <param name="Total">What came after that.</param>
/// <param name="Wrong">What was wrong, from the first connection on.</param>
/// <param name="Faults">What ended connections, most frequent first.</param>
/// <param name="Compared">How many streams were compared with the gateway's snapshot at the end.</param>
/// <param name="Different">How many of them differed.</param>
internal sealed record LoadReport(
    int Sessions,
    TimeSpan OpenedIn,
    LoadFigures Total,
    LoadCounts Wrong,
    IReadOnlyList<string> Faults,
    int Compared,
    int Different)
{
    public bool IsRight => Wrong.Wrong == 0 && Different == 0;
}
