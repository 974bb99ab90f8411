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
    private readonly FeedLog _log;
    private readonly FeedUpdate _update = new();
    private int _position;

    public SimReplica(FeedLog log, FakeTimeProvider time)
    {
        _log = log;
        Market = new Market(
            new MarketOptions { JournalLengthMax = 64, QuoteLogLengthMax = 64, TradeRingLengthMax = 8 }, time);
        Options = new SessionOptions
        {
            Lanes = 2,
            RequestsPerSecondMax = 1_000_000,
            ErrorsInARowMax = 1_000_000,
            FlushBytesMax = 4096,
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

    /// <summary>Tokens say what they allow: a letter that symbols begin with, or all.</summary>
    public ValueTask<TokenVerdict> ReadAsync(string token) => ValueTask.FromResult(TokenVerdict.Of(RightsOf(token)));

    public static SessionRights RightsOf(string token) => new("sim")
    {
        Symbols = token == "all" ? null : [new SymbolPattern($"{token}*")],
    };

    public void Dispose() => Hub.Dispose();
}
