using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Tests.Conflation;

/// <summary>A cursor without a lane: counts how often it was notified, and reads when the test says so.</summary>
internal sealed class TestCursor : StreamCursor
{
    private readonly FlushBuffer _buffer = new();
    private TestFollower _follower = null!;

    private TestCursor(WireFormat format, int history) => (Format, History) = (format, history);

    public MarketStream Stream { get; private set; } = null!;

    public WireFormat Format { get; }

    /// <summary>Gets how often it was notified of a change.</summary>
    public int Notified => _follower.Count;

    /// <summary>Gets the bytes of the last message.</summary>
    public byte[] LastBytes { get; private set; } = [];

    public static TestCursor Subscribe(
        Market market,
        MarketSymbol symbol,
        Channel channel,
        int depth = 0,
        int history = 0,
        WireFormat format = WireFormat.MessagePack) =>
        Subscribe(market, symbol, new StreamKey(channel, depth), history, format);

    public static TestCursor Subscribe(
        Market market, MarketSymbol symbol, StreamKey key, int history, WireFormat format)
    {
        var cursor = new TestCursor(format, history);
        cursor.Stream = symbol.Acquire(key, market.StreamNumbers, cursor);
        cursor._follower = new TestFollower(cursor.Stream);
        cursor.SentStatus = cursor.Stream.Status;
        cursor.SentGeneration = cursor.Stream.Generation;
        return cursor;
    }

    /// <summary>
    /// Reads the way to now; statuses that have to be sent first are sent. No messages when there is nothing.
    /// </summary>
    public List<WireMessage> Read()
    {
        _buffer.Clear();
        _follower.Listen();
        SentEpoch = Stream.Channel.LogEpoch;
        var result = Stream.Write(this, Format, _buffer);
        if (result == StreamWrite.StatusFirst)
        {
            Assert.Equal(0, _buffer.Length);
            SentStatus = Stream.Status;
            SentGeneration = Stream.Generation;
            result = Stream.Write(this, Format, _buffer);
        }

        Assert.NotEqual(StreamWrite.StatusFirst, result);
        Assert.Equal(result != StreamWrite.Nothing, _buffer.Length > 0);
        LastBytes = _buffer.Written.ToArray();
        return _buffer.Length == 0 ? [] : [.. WireReader.ReadFlush(LastBytes, Format).Select(WireMessage.Of)];
    }

    /// <summary>Reads the one message that has to be there.</summary>
    public WireMessage ReadOne() => Assert.Single(Read());

    /// <summary>Offers where the client stands in the log that the market reads; says whether a delta will follow.</summary>
    public bool Resume(long version, long? bidEdge, long? askEdge, string? generation = null) =>
        Stream.TryResume(this, new ResumePoint(version, generation ?? Stream.Generation.Name, bidEdge, askEdge));

    /// <summary>Offers that the client has seen everything up to an offset; says whether a delta will follow.</summary>
    public bool ResumeAfter(long offset) => Stream.TryResumeAfter(this, offset);

    public void Release()
    {
        _follower.Leave();
        Stream.Symbol.Release(Stream, this);
    }
}
