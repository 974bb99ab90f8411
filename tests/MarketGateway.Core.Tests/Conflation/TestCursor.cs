using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Tests.Conflation;

/// <summary>A cursor without a session: counts how often it was woken, and reads when the test says so.</summary>
internal sealed class TestCursor : StreamCursor
{
    private readonly FlushBuffer _buffer = new();

    private TestCursor(WireFormat format, int history) => (Format, History) = (format, history);

    public override int History { get; }

    public MarketStream Stream { get; private set; } = null!;

    public WireFormat Format { get; }

    public int Woken { get; private set; }

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
        cursor.ToldStatus = cursor.Stream.Status;
        cursor.ToldGeneration = cursor.Stream.Generation;
        return cursor;
    }

    /// <summary>
    /// Reads the way to a moment, by default to now; statuses that have to be told first are told. No messages when there
    /// is nothing.
    /// </summary>
    public List<WireMessage> Read(FlushMoment? at = null)
    {
        var moment = at ?? FlushMoment.Newest;
        _buffer.Clear();
        Stream.Arm(this);
        var result = Stream.Write(this, Format, _buffer, moment);
        if (result == StreamWrite.StatusFirst)
        {
            Assert.Equal(0, _buffer.Length);
            ToldStatus = Stream.Status;
            ToldGeneration = Stream.Generation;
            result = Stream.Write(this, Format, _buffer, moment);
        }

        Assert.NotEqual(StreamWrite.StatusFirst, result);
        Assert.Equal(result != StreamWrite.Nothing, _buffer.Length > 0);
        Assert.Equal(result == StreamWrite.WrittenBehind, _buffer.Length > 0 && Stream.IsAheadOf(this));
        LastBytes = _buffer.Written.ToArray();
        return _buffer.Length == 0 ? [] : [.. WireReader.ReadFlush(LastBytes, Format).Select(WireMessage.Of)];
    }

    /// <summary>Reads the one message that has to be there.</summary>
    public WireMessage ReadOne() => Assert.Single(Read());

    /// <summary>Offers where the client stands in the log that the market reads; says whether a delta will follow.</summary>
    public bool Resume(long version, long? bidEdge, long? askEdge, string? generation = null) =>
        Stream.TryResume(this, new ResumePoint(version, generation ?? Stream.Generation.Name, bidEdge, askEdge));

    public void Release() => Stream.Symbol.Release(Stream, this);

    protected internal override int ToldEpoch => Stream.Channel.LogEpoch;

    protected internal override void OnChanged() => Woken++;
}
