using MarketGateway.Core.Books;

namespace MarketGateway.Demo;

/// <summary>
/// Says when which instrument of the simulated market changes its phase: one at a time is halted, then collects orders for
/// an auction, then is open again. Draws no random numbers while there are no halts.
/// </summary>
/// <param name="interval">The mean time between halts, in nanoseconds; 0: none.</param>
/// <param name="instruments">How many there are; of one alone there are no halts, for nothing would happen.</param>
internal sealed class HaltSchedule(long interval, int instruments)
{
    private static readonly long StepNs = (long)TimeSpan.FromSeconds(5).TotalNanoseconds;

    private MarketPhase _phase = MarketPhase.Open;
    private int _instrument;
    private long _next;

    /// <summary>True when an instrument changes its phase now.</summary>
    public bool TakeDue(long now, SimulationRandom random, out int instrument, out MarketPhase phase)
    {
        (instrument, phase) = (_instrument, _phase);
        if (interval == 0 || instruments < 2 || now < _next)
        {
            return false;
        }

        if (_next == 0)
        {
            _next = now + Gap(random);
            return false;
        }

        (_phase, _next) = _phase switch
        {
            MarketPhase.Open => (MarketPhase.Halt, now + StepNs),
            MarketPhase.Halt => (MarketPhase.Auction, now + StepNs),
            _ => (MarketPhase.Open, now + Gap(random)),
        };
        if (_phase == MarketPhase.Halt)
        {
            _instrument = random.Below(instruments);
        }

        (instrument, phase) = (_instrument, _phase);
        return true;
    }

    private long Gap(SimulationRandom random) => 1 + (long)(interval * -Math.Log(1 - random.Fraction()));
}
