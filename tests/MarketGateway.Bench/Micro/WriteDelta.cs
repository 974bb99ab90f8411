using BenchmarkDotNet.Attributes;
using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Bench.Micro;

/// <summary>
/// State to message: the delta of one update of 5 levels. Target: below 1 us; nothing allocated.
/// </summary>
[MemoryDiagnoser]
public class WriteDelta
{
    private const int DifferentCursors = 32;

    private readonly HundredLevelBook _load = new();
    private readonly FlushBuffer _output = new();

    /// <summary>Edges below every price change where a cursor stands and nothing else.</summary>
    private Position[] _positions = [];

    private StreamCursor _cursor = null!;
    private MarketStream _stream = null!;
    private long _round;

    [Params(WireFormat.MessagePack, WireFormat.Json)]
    public WireFormat Format { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var market = new Market(new MarketOptions(), TimeProvider.System);
        var symbol = (MarketSymbol)market.Resolve("ESH4"u8)!;
        market.Apply(FeedTopic.Books, 0, 0, symbol, _load.Snapshot);
        market.Apply(FeedTopic.Books, 0, 1, symbol, _load.DeltaAt(0));
        market.Apply(FeedTopic.Books, 0, 2, symbol, _load.DeltaAt(1));
        _cursor = new StreamCursor();
        _stream = symbol.Acquire(new StreamKey(Channel.Book, Depth: 0), market.StreamNumbers, _cursor);
        _cursor.SentStatus = _stream.Status;
        _cursor.SentGeneration = _stream.Generation;
        _positions = [.. Enumerable.Range(0, DifferentCursors + 2).Select(edge => PositionWith(edge, _stream.Generation))];
        Rewind(_positions[0]);
        _stream.Write(_cursor, Format, _output);
    }

    [Benchmark]
    public int Encode()
    {
        Rewind(_positions[1 + (_round++ % DifferentCursors)]);
        _stream.Write(_cursor, Format, _output);
        return _output.Length;
    }

    [GlobalCleanup]
    public void Check()
    {
        byte[] last = [.. _output.Written];
        Rewind(_positions[^1]);
        _stream.Write(_cursor, Format, _output);
        if (!last.AsSpan().SequenceEqual(_output.Written) || _cursor.Version != 2 || last.Length is < 40 or > 200)
        {
            throw new InvalidOperationException("the message is not the delta of the last update");
        }
    }

    private static Position PositionWith(int edge, Generation generation) => new(
        0, Version: 1, Number: 2, SettledNumber: 3, OccurredAt: 0)
    {
        Generation = generation,
        BidEdge = BookSide.Unbounded + edge,
        AskEdge = BookSide.Unbounded + edge,
    };

    private void Rewind(Position position)
    {
        _output.Clear();
        _cursor.Position = position;
    }
}
