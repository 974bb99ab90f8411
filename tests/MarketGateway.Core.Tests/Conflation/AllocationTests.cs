using System.Buffers;
using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Protocol;
using Microsoft.Extensions.Time.Testing;

namespace MarketGateway.Core.Tests.Conflation;

/// <summary>
/// From a record to the state nothing is allocated; from the state to frames one mark, however many take them.
/// </summary>
public sealed class AllocationTests
{
    private const int Rounds = 1_000;

    /// <summary>Two words of an object, and seven of its own.</summary>
    private const int PositionBytes = 80;

    private readonly FeedDecoder _decoder = new();
    private readonly FeedUpdate _update = new();
    private readonly Market _market = new(
        new MarketOptions { JournalLengthMax = 256, TradeRingLengthMax = 64 }, new FakeTimeProvider());
    private readonly ArrayBufferWriter<byte> _record = new(4096);
    private readonly FeedUpdate _written = new();
    private long _offset;

    public AllocationTests()
    {
        Apply(FeedUpdateKind.BookSnapshot);
        Apply(FeedUpdateKind.Quote);
    }

    public static TheoryData<FeedUpdateKind> Kinds =>
        [FeedUpdateKind.BookDelta, FeedUpdateKind.BookSnapshot, FeedUpdateKind.Quote, FeedUpdateKind.Trade];

    public static TheoryData<Channel, WireFormat> Streams
    {
        get
        {
            var streams = new TheoryData<Channel, WireFormat>();
            foreach (var channel in Enum.GetValues<Channel>())
            {
                streams.Add(channel, WireFormat.MessagePack);
                streams.Add(channel, WireFormat.Json);
            }

            return streams;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_record_is_decoded_and_applied_without_allocating(FeedUpdateKind kind) =>
        Assert.Equal(0, Allocated(() => Apply(kind)));

    [Theory]
    [MemberData(nameof(Streams))]
    public void A_delta_is_encoded_for_one_position(Channel channel, WireFormat format)
    {
        var symbol = (MarketSymbol)_market.Resolve("A"u8)!;
        Cursor[] cursors = [.. Enumerable.Range(0, 3).Select(_ => new Cursor(_market, symbol, channel))];
        var output = new FlushBuffer();
        var written = 0L;

        Assert.Equal(Rounds * PositionBytes, Allocated(() =>
        {
            Apply(channel switch
            {
                Channel.Book => FeedUpdateKind.BookDelta,
                Channel.Quote => FeedUpdateKind.Quote,
                _ => FeedUpdateKind.Trade,
            });
            foreach (var cursor in cursors)
            {
                output.Clear();
                cursor.Follower.Listen();
                cursor.Stream.Write(cursor, format, output);
                written += output.Length;
            }
        }));
        Assert.True(written > 0);
        Assert.All(cursors, cursor => Assert.True(cursor.Follower.Count > Rounds, "every update notified it"));
    }

    /// <summary>Encodes a record that differs from the one before, then decodes and applies it as a consumer does.</summary>
    private void Apply(FeedUpdateKind kind)
    {
        _offset++;
        _written.Reset(kind);
        (_written.PriceScale, _written.OccurredAt) = (2, _offset);
        (_written.Price, _written.Size, _written.Volume) = (100, 1 + (_offset % 9), _offset);
        if (kind == FeedUpdateKind.Quote)
        {
            (_written.BidPrice, _written.BidSize) = (99, 1 + (_offset % 9));
            (_written.AskPrice, _written.AskSize) = (101, 1);
            _written.Price = _written.Size = 0;
        }
        else if (kind is FeedUpdateKind.BookSnapshot or FeedUpdateKind.BookDelta)
        {
            _written.Volume = null;
            for (var level = 0; level < 5; level++)
            {
                _written.AddBid(new PriceLevel(100 - level, (_offset + level) % 7));
                _written.AddAsk(new PriceLevel(101 + level, 1 + ((_offset + level) % 6)));
            }
        }

        _record.ResetWrittenCount();
        FeedEncoder.Write(_written, _record);
        var topic = kind is FeedUpdateKind.BookSnapshot or FeedUpdateKind.BookDelta ? FeedTopic.Books : FeedTopic.Ticks;
        var symbol = _market.Resolve("A"u8)!;
        if (_decoder.Decode(topic, FeedContentType.MessagePack, _record.WrittenSpan, _update) != DecodeError.None ||
            _market.Apply(topic, 0, _offset, symbol, _update) != DecodeError.None)
        {
            throw new InvalidOperationException("the record is good");
        }
    }

    /// <summary>
    /// Counts the bytes that this thread allocates in many calls: the least of some runs, because rings and buffers grow
    /// and the runtime re-compiles, and a call that allocates does so in every run.
    /// </summary>
    private static long Allocated(Action act)
    {
        var least = long.MaxValue;
        for (var run = 0; run < 5 && least > 0; run++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var round = 0; round < Rounds; round++)
            {
                act();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    private sealed class Cursor : StreamCursor
    {
        public Cursor(Market market, MarketSymbol symbol, Channel channel)
        {
            Stream = symbol.Acquire(new StreamKey(channel, Depth: 0), market.StreamNumbers, this);
            SentStatus = Stream.Status;
            SentGeneration = Stream.Generation;
            Follower = new TestFollower(Stream);
        }

        public MarketStream Stream { get; }

        public TestFollower Follower { get; }
    }
}
