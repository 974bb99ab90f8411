using HdrHistogram;

namespace MarketGateway.Tools.Load;

/// <summary>
/// How old updates are when they arrive: from the source time that the record carries to the receipt of the message. The
/// source time is stamped by whoever made the record and does not wait for anybody, so that a stall of gateway, broker or
/// network is seen in every message that it delayed: nothing is omitted.
/// </summary>
/// <remarks>Recorded to by any thread; read by one.</remarks>
internal sealed class LoadLatency
{
    private const long MicrosecondsMax = 600_000_000;
    private const int Digits = 3;

    private readonly Recorder _recorder = HistogramFactory.With64BitBucketSize()
        .WithValuesUpTo(MicrosecondsMax).WithPrecisionOf(Digits).WithThreadSafeWrites().WithThreadSafeReads().Create();

    private HistogramBase? _interval;
    private HistogramBase _total = New();

    public void Record(long microseconds) => _recorder.RecordValue(Math.Clamp(microseconds, 1, MicrosecondsMax));

    /// <summary>Forgets all that was recorded.</summary>
    public void Reset()
    {
        TakeInterval();
        _total = New();
    }

    /// <summary>Gets what was recorded since the last call, or the last reset.</summary>
    public LatencyFigures ReadInterval() => LatencyFigures.Of(TakeInterval());

    /// <summary>Gets what was recorded since the last reset.</summary>
    public LatencyFigures ReadTotal()
    {
        TakeInterval();
        return LatencyFigures.Of(_total);
    }

    private static LongHistogram New() => new(MicrosecondsMax, Digits);

    private HistogramBase TakeInterval()
    {
        _interval = _recorder.GetIntervalHistogram(_interval);
        _total.Add(_interval);
        return _interval;
    }
}
