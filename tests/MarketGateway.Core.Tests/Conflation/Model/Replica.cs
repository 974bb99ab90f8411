using System.Globalization;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Feed;
using Microsoft.Extensions.Time.Testing;

namespace MarketGateway.Core.Tests.Conflation.Model;

/// <summary>A gateway that reads the log at its own pace.</summary>
internal sealed class Replica
{
    private readonly MarketLog _log;
    private readonly FeedUpdate _update = new();
    private int _position;

    public Replica(MarketLog log, MarketOptions options)
    {
        _log = log;
        Market = new Market(options, new FakeTimeProvider());
        Symbol = (MarketSymbol)Market.Resolve("S"u8)!;
        Truth = MarketLog.Empty(0);
    }

    public Market Market { get; }

    public MarketSymbol Symbol { get; }

    /// <summary>Gets what this replica has to show.</summary>
    public MarketTruth Truth { get; private set; }

    public void ReadOn(int records)
    {
        for (; records > 0 && _position < _log.Entries.Count; records--, _position++)
        {
            var entry = _log.Entries[_position];
            Truth = entry.After;
            Apply(entry);
        }
    }

    /// <summary>Reads the last records a second time, as after a reconnect to Kafka.</summary>
    public void ReadAgain(int records)
    {
        for (var position = Math.Max(0, _position - records); position < _position; position++)
        {
            if (_log.Entries[position] is { Fill: not null } entry && entry.After.Epoch == Truth.Epoch)
            {
                Apply(entry);
            }
        }
    }

    private void Apply(LogEntry entry)
    {
        if (entry.Fill is { } fill)
        {
            fill(_update);
            Assert.Equal(DecodeError.None, Market.Apply(entry.Topic, 0, entry.Offset, Symbol, _update));
        }
        else if (entry.Topic == FeedTopic.Instruments)
        {
            Market.BeginEpoch(entry.After.Epoch.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            Market.Skipped(entry.Topic, Symbol, DecodeError.Malformed);
        }
    }
}
