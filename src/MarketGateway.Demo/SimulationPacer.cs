namespace MarketGateway.Demo;

/// <summary>
/// Decides how far the simulated market may go at a moment of real time: it keeps up with the clock, and after a delay
/// it catches up at twice the usual speed instead of in one burst that no real market would make.
/// </summary>
public sealed class SimulationPacer
{
    /// <summary>
    /// A longer delay than this is forgiven: the market goes on from there instead of hurrying for minutes.
    /// </summary>
    private static readonly TimeSpan DebtMax = TimeSpan.FromSeconds(1);

    /// <summary>The most real time that one step may stand for.</summary>
    private static readonly TimeSpan StepMax = TimeSpan.FromMilliseconds(50);

    private TimeSpan _now;
    private TimeSpan _simulated;

    /// <summary>Gets how much real time was forgiven in all: above 0, the machine or the cluster is too slow.</summary>
    public TimeSpan Forgiven { get; private set; }

    /// <summary>Says up to which simulated time records may be published now.</summary>
    /// <param name="now">The real time since the start.</param>
    public TimeSpan Advance(TimeSpan now)
    {
        var elapsed = now - _now;
        _now = now;
        var debt = now - Forgiven - _simulated;
        if (debt > DebtMax)
        {
            Forgiven += debt - DebtMax;
            debt = DebtMax;
        }

        var step = elapsed < StepMax ? elapsed : StepMax;
        _simulated += debt < step * 2 ? debt : step * 2;
        return _simulated;
    }
}
