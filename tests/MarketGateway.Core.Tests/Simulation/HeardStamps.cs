using MarketGateway.Core.Protocol;
using MarketGateway.Core.Tests.Conflation;

namespace MarketGateway.Core.Tests.Simulation;

/// <summary>Proves what the stamps of one session say: one at the beginning of each flush, and none back in time.</summary>
internal sealed class HeardStamps
{
    private bool _isOn;
    private long _sentAt;

    /// <summary>Gets the messages of a flush without its stamp.</summary>
    public List<object?> Read(List<object?> flush)
    {
        _isOn |= flush.OfType<Dictionary<string, object?>>().Any(
            message => (string)message["op"]! == "hello" && (bool)message["stamps"]!);
        if (_isOn)
        {
            var stamp = WireMessage.Of(flush[0]);
            Assert.True(stamp.Kind == DataKind.Stamp, "a flush begins with its stamp");
            Assert.InRange(stamp.Stream, Math.Max(1, _sentAt), long.MaxValue);
            _sentAt = stamp.Stream;
            flush.RemoveAt(0);
            Assert.True(flush.Count > 0, "no flush is a stamp alone");
        }

        foreach (var data in flush.OfType<List<object?>>().Select(WireMessage.Of))
        {
            Assert.True(data.Kind != DataKind.Stamp, "nobody gets a stamp within a flush, or without asking");
            Assert.Equal(_isOn, data.IsStamped);
            if (_isOn)
            {
                Prove(data);
            }
        }

        return flush;
    }

    private static void Prove(WireMessage data)
    {
        // The venue's clock goes on without going back here.
        Assert.Equal(data is { Kind: DataKind.TradeRollUp, Merged: null }, data.Newest is null);
        Assert.True(data.Newest is null || data.Oldest is null || data.Newest >= data.Oldest, "the newest is not older than the oldest");
        if (data.Kind is DataKind.BookSnapshot or DataKind.QuoteSnapshot or DataKind.TradeCancel or DataKind.TradeCorrection)
        {
            Assert.Equal(data.Oldest, data.Newest);
        }

        if (data is { Kind: DataKind.Trades, Merged: > 0 } && data.Trades.Count > 0)
        {
            Assert.InRange(data.Trades[^1].OccurredAt, data.Oldest!.Value, data.Newest!.Value);
        }
    }
}
