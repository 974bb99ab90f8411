using MarketGateway.Core.Feed;

namespace MarketGateway.Tools.Replay;

/// <summary>The statistics of a symbol's trades since the file began.</summary>
internal sealed class ReplayDay
{
    /// <summary>Where what the feed can say ends; a sum that stopped there cannot turn negative.</summary>
    private const long VolumeEnd = 1L << 53;

    private long? _open;
    private long _high = long.MinValue;
    private long _low = long.MaxValue;
    private long _volume;

    /// <summary>Adds a trade and writes the statistics after it into the same update.</summary>
    public void Add(FeedUpdate trade)
    {
        _open ??= trade.Price;
        _high = Math.Max(_high, trade.Price);
        _low = Math.Min(_low, trade.Price);
        _volume = Math.Min(_volume + trade.Size, VolumeEnd);
        trade.Open = _open;
        trade.High = _high;
        trade.Low = _low;

        // A volume beyond what the feed can say is left out: unchanged is better than wrong.
        trade.Volume = _volume < VolumeEnd ? _volume : null;
    }
}
