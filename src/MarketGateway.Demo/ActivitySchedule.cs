namespace MarketGateway.Demo;

/// <summary>
/// Says which instrument moves next and how soon. The n-th instrument is as busy as 1 / (n + 1) (Zipf); bursts multiply
/// the activity of one symbol, or of all, for a while. Time is in nanoseconds since the market began.
/// </summary>
internal sealed class ActivitySchedule
{
    private const int SymbolBurstsMax = 16;

    private readonly SimulationOptions _options;
    private readonly long _burstDuration;
    private readonly double[] _weights;
    private readonly double[] _keep;
    private readonly int[] _alias;
    private readonly List<(int Index, long EndsAt)> _bursts = new(SymbolBurstsMax);
    private double _totalWeight = 1;
    private double _meanGap;
    private long _marketBurstEndsAt;
    private long _nextMarketBurst = long.MaxValue;
    private long _nextSymbolBurst = long.MaxValue;
    private long _nextChange;

    public ActivitySchedule(SimulationOptions options, SimulationRandom random)
    {
        _options = options;
        _burstDuration = Nanoseconds(options.BurstDuration);
        _weights = new double[options.Instruments];
        for (var i = 0; i < _weights.Length; i++)
        {
            _weights[i] = 1.0 / (i + 2);
        }

        var sum = _weights.Sum();
        for (var i = 0; i < _weights.Length; i++)
        {
            _weights[i] /= sum;
        }

        (_keep, _alias) = AliasTable(_weights);
        _nextSymbolBurst = After(0, options.SymbolBurstInterval, random);
        OpenMarket(0, random);
    }

    /// <summary>
    /// Gets the instrument that began to burst in the last <see cref="Advance"/>, or -1; all is int.MaxValue.
    /// </summary>
    public int BurstStarted { get; private set; } = -1;

    /// <summary>The trading day opens: the whole market bursts.</summary>
    public void OpenMarket(long now, SimulationRandom random) => StartMarketBurst(now, random);

    /// <summary>Moves to a point in time: bursts begin and end.</summary>
    public void Advance(long now, SimulationRandom random)
    {
        BurstStarted = -1;
        if (now >= _nextChange)
        {
            ChangeBursts(now, random);
        }
    }

    /// <summary>Draws the instrument that moves next.</summary>
    public int Pick(SimulationRandom random)
    {
        var draw = random.Fraction() * _totalWeight;
        if (draw >= 1)
        {
            draw -= 1;
            foreach (var (index, _) in _bursts)
            {
                draw -= ExtraWeight(index);
                if (draw < 0)
                {
                    return index;
                }
            }
        }

        var slot = random.Below(_keep.Length);
        return random.Fraction() < _keep[slot] ? slot : _alias[slot];
    }

    /// <summary>
    /// Draws the time until the next move, after one that took as many records; evenly from 0 to twice the mean.
    /// </summary>
    public long Gap(int records, SimulationRandom random) => (long)(random.Fraction() * 2 * records * _meanGap);

    private static long Nanoseconds(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;

    private double ExtraWeight(int index) => _weights[index] * (_options.BurstMultiplier - 1);

    private long After(long now, TimeSpan interval, SimulationRandom random) =>
        interval == TimeSpan.Zero || _options.BurstMultiplier == 1
            ? long.MaxValue
            : now + (long)((0.5 + random.Fraction()) * Nanoseconds(interval));

    private void StartMarketBurst(long now, SimulationRandom random)
    {
        _marketBurstEndsAt = _options.BurstMultiplier == 1 ? now : now + _burstDuration;
        _nextMarketBurst = After(_marketBurstEndsAt, _options.MarketBurstInterval, random);
        BurstStarted = int.MaxValue;
        Recompute(now);
    }

    private void ChangeBursts(long now, SimulationRandom random)
    {
        for (var i = _bursts.Count - 1; i >= 0; i--)
        {
            if (now >= _bursts[i].EndsAt)
            {
                _bursts.RemoveAt(i);
            }
        }

        if (now >= _nextSymbolBurst)
        {
            _nextSymbolBurst = After(now, _options.SymbolBurstInterval, random);
            StartSymbolBurst(random.Below(_weights.Length), now);
        }

        if (now >= _nextMarketBurst)
        {
            StartMarketBurst(now, random);
        }

        Recompute(now);
    }

    private void StartSymbolBurst(int index, long now)
    {
        if (_bursts.Count < SymbolBurstsMax && !_bursts.Exists(burst => burst.Index == index))
        {
            _bursts.Add((index, now + _burstDuration));
            BurstStarted = index;
        }
    }

    private void Recompute(long now)
    {
        var isMarketBurst = now < _marketBurstEndsAt;
        _totalWeight = 1;
        _nextChange = Math.Min(_nextSymbolBurst, _nextMarketBurst);
        _nextChange = isMarketBurst ? Math.Min(_nextChange, _marketBurstEndsAt) : _nextChange;
        foreach (var (index, endsAt) in _bursts)
        {
            _totalWeight += ExtraWeight(index);
            _nextChange = Math.Min(_nextChange, endsAt);
        }

        var rate = _options.UpdatesPerSecond * _totalWeight * (isMarketBurst ? _options.BurstMultiplier : 1);
        _meanGap = 1e9 / Math.Min(rate, SimulationOptions.UpdatesPerSecondMax);
    }

    /// <summary>Vose's alias method: draws from any number of weights in constant time.</summary>
    private static (double[] Keep, int[] Alias) AliasTable(double[] weights)
    {
        var keep = new double[weights.Length];
        var alias = new int[weights.Length];
        var small = new Stack<int>();
        var large = new Stack<int>();
        for (var i = 0; i < weights.Length; i++)
        {
            keep[i] = weights[i] * weights.Length;
            (keep[i] < 1 ? small : large).Push(i);
        }

        while (small.Count > 0 && large.Count > 0)
        {
            var (less, more) = (small.Pop(), large.Pop());
            alias[less] = more;
            keep[more] -= 1 - keep[less];
            (keep[more] < 1 ? small : large).Push(more);
        }

        while (small.Count + large.Count > 0)
        {
            keep[small.Count > 0 ? small.Pop() : large.Pop()] = 1;
        }

        return (keep, alias);
    }
}
