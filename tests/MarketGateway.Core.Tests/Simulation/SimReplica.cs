using MarketGateway.Core.Conflation;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Instruments;
using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;
using Microsoft.Extensions.Time.Testing;

namespace MarketGateway.Core.Tests.Simulation;

/// <summary>A gateway without threads: it reads the log and takes its turns when the world says so.</summary>
internal sealed class SimReplica : IFeedPulse, ITokenReader, IDisposable
{
    private const int TurnsMax = 2_000;

    private readonly FeedLog _log;
    private readonly FeedUpdate _update = new();
    private int _position;

    public SimReplica(FeedLog log, FakeTimeProvider time, int lanes)
    {
        _log = log;
        Market = new Market(
            new MarketOptions { JournalLengthMax = 16, QuoteLogLengthMax = 8, TradeRingLengthMax = 4 }, time);
        Options = new SessionOptions
        {
            Lanes = lanes,
            RequestsPerSecondMax = 1_000_000,
            ErrorsInARowMax = 1_000_000,
            FlushBytesMax = 400,
            AnswerBytesMax = 4096,
            ResyncInterval = TimeSpan.FromMilliseconds(50),
            StallLimit = TimeSpan.FromSeconds(30),
        };
        Hub = new SessionHub(Market, Options, this, time, this, observer: null, hasThreads: false);
    }

    public Market Market { get; }

    public SessionOptions Options { get; }

    public SessionHub Hub { get; }

    public bool HasReadAll => _position == _log.Entries.Count;

    IReadOnlyList<TopicPulse> IFeedPulse.Topics => [];

    public void Read(int count)
    {
        for (; count > 0 && !HasReadAll; count--)
        {
            _log.Entries[_position++](Market, _update);
        }
    }

    /// <summary>Lets each lane take turns until there is nothing more to see to: that must not take for ever.</summary>
    public void ComeToRest()
    {
        foreach (var lane in Hub.Lanes)
        {
            var turns = 0;
            do
            {
                lane.Turn();
                Assert.True(++turns < TurnsMax, "a lane comes to rest");
            }
            while (lane.HasWork);
        }
    }

    /// <summary>Tokens say what they allow: a letter that symbols begin with, or all.</summary>
    public ValueTask<TokenVerdict> ReadAsync(string token) => ValueTask.FromResult(TokenVerdict.Of(RightsOf(token)));

    public static SessionRights RightsOf(string token) => new("sim")
    {
        Symbols = token == "all" ? null : [new SymbolPattern($"{token}*")],
    };

    public void Dispose()
    {
        // A defect may keep its lanes from ever coming to rest: then nothing is left to be ended in order.
        if (Hub.Lanes.All(static lane => !lane.HasWork))
        {
            Hub.Dispose();
        }
    }
}
