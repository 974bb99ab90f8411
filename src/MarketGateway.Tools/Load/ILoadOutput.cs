namespace MarketGateway.Tools.Load;

/// <summary>Where a load shows what it measures.</summary>
internal interface ILoadOutput
{
    /// <summary>Says what is being done before there is anything to measure.</summary>
    void Announce(string sentence);

    /// <summary>Shows the last second.</summary>
    /// <param name="interval">Counts and ages of the last second alone.</param>
    /// <param name="run">The load; what went wrong stands there since the beginning.</param>
    void Show(LoadFigures interval, LoadRun run);

    /// <summary>Shows the whole.</summary>
    void Finish(LoadReport report);
}
