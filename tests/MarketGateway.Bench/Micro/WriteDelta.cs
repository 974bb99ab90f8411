using BenchmarkDotNet.Attributes;
using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Bench.Micro;

/// <summary>
/// State to frame: the delta of one update of 5 levels. Targets: encoded below 1 us, and to one more subscriber, from
/// the shared frame, below 100 ns; nothing allocated in either, but for the mark of a new image.
/// </summary>
[MemoryDiagnoser]
public class WriteDelta
{
    /// <summary>More cursors that differ than a stream keeps frames for: none of them finds its own again.</summary>
    private const int DifferentCursors = 32;

    private readonly HundredLevelBook _load = new();
    private readonly FlushBuffer _output = new();

    /// <summary>Edges below every price change where a cursor stands and nothing else.</summary>
    private Position[] _marks = [];

    private Cursor _cursor = null!;
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
        _cursor = new Cursor();
        _stream = symbol.Acquire(new StreamKey(Channel.Book, Depth: 0), market.StreamNumbers, _cursor);
        _cursor.SentStatus = _stream.Status;
        _cursor.SentGeneration = _stream.Generation;
        _marks = [.. Enumerable.Range(0, DifferentCursors + 2).Select(edge => MarkWith(edge, _stream.Generation))];
        Rewind(_marks[0]);
        _stream.Write(_cursor, Format, _output);
    }

    [Benchmark]
    public int Encode()
    {
        Rewind(_marks[1 + (_round++ % DifferentCursors)]);
        _stream.Write(_cursor, Format, _output);
        return _output.Length;
    }

    [Benchmark]
    public int SharedFrame()
    {
        Rewind(_marks[0]);
        _stream.Write(_cursor, Format, _output);
        return _output.Length;
    }

    [GlobalCleanup]
    public void Check()
    {
        byte[] last = [.. _output.Written];
        Rewind(_marks[^1]);
        _stream.Write(_cursor, Format, _output);
        if (!last.AsSpan().SequenceEqual(_output.Written) || _cursor.Version != 2 || last.Length is < 40 or > 200)
        {
            throw new InvalidOperationException("the frame is not the delta of the last update");
        }
    }

    private static Position MarkWith(int edge, Generation generation) => new(
        0, Version: 1, Number: 2, SettledNumber: 3, OccurredAt: 0)
    {
        Generation = generation,
        BidEdge = BookSide.Unbounded + edge,
        AskEdge = BookSide.Unbounded + edge,
    };

    private void Rewind(Position mark)
    {
        _output.Clear();
        _cursor.Mark = mark;
    }

    private sealed class Cursor : StreamCursor
    {
        protected internal override int ToldEpoch => 0;

        protected internal override void OnChanged()
        {
        }
    }
}
