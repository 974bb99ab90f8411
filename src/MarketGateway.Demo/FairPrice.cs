namespace MarketGateway.Demo;

/// <summary>
/// Where an instrument's price wants to be: noise, a momentum that fades over some 64 steps, and a pull to an anchor
/// that itself wanders within 25 % of the base price. In units of 2^-16 tick sizes, integers only, so that a seed gives
/// the same path on every machine.
/// </summary>
internal struct FairPrice
{
    internal const int Fraction = 16;

    private readonly long _base;
    private readonly int _unit;
    private long _anchor;
    private long _momentum;

    /// <param name="baseTicks">The base price in tick sizes.</param>
    /// <param name="stride">The usual distance between levels, in tick sizes: prices move in proportion.</param>
    public FairPrice(long baseTicks, int stride)
    {
        _base = baseTicks << Fraction;
        _unit = stride << (Fraction - 2);
        _anchor = _base;
        Value = _base;
    }

    public long Value { get; private set; }

    public void Step(SimulationRandom random)
    {
        _anchor += random.Around(_unit / 8);
        _anchor = Math.Clamp(_anchor, _base - (_base / 4), _base + (_base / 4));
        _momentum += random.Around(_unit / 32) - (_momentum / 64);
        Value += random.Around(_unit) + _momentum + ((_anchor - Value) / 2048);
    }

    /// <summary>Gives the price a push, as news does.</summary>
    public void Kick(SimulationRandom random) => _momentum += random.Around(_unit * 2);
}
