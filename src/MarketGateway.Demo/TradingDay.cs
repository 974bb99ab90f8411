namespace MarketGateway.Demo;

/// <summary>The statistics of one instrument's trading day, in units of its scales.</summary>
internal sealed class TradingDay(long previousClose)
{
    /// <summary>Sizes on the wire stay below 2^53; a volume that comes near begins another day.</summary>
    private const long VolumeMax = 1L << 52;

    private long _last = previousClose;

    /// <summary>
    /// Gets the number of the day since the market began; a rise in the market's begins a new one here.
    /// </summary>
    public int Number { get; private set; }

    public bool IsFull => Volume > VolumeMax;

    public long PreviousClose { get; private set; }

    public long Open { get; private set; }

    public long High { get; private set; }

    public long Low { get; private set; }

    public long Volume { get; private set; }

    public void Begin(int number, long open)
    {
        Number = number;
        PreviousClose = _last;
        Open = High = Low = open;
        Volume = 0;
    }

    public void Trade(long price, long size)
    {
        _last = price;
        High = Math.Max(High, price);
        Low = Math.Min(Low, price);
        Volume += size;
    }
}
