using System.Buffers;
using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Tests.Feed;

/// <summary>Proves what decoder and encoder say about their cost.</summary>
public sealed class FeedAllocationTests
{
    private const int Rounds = 1_000;

    public static TheoryData<string> PerRecord =>
    [
        "book_delta", "book_snapshot", "book_snapshot_16_levels", "quote", "quote_bid_only", "trade", "trade_sell",
        "trade_cancel", "trade_correction",
    ];

    public static TheoryData<string> BadMessagePack => [.. FeedVector.All.Values
        .Where(vector => vector.Expected != DecodeError.None && vector.MessagePack is not null)
        .Select(vector => vector.Name)];

    [Theory]
    [MemberData(nameof(PerRecord))]
    public void A_book_quote_or_trade_is_decoded_without_allocating(string name)
    {
        FeedVector vector = FeedVector.All[name];

        Assert.Equal(0, AllocatedByDecoding(vector, vector.MessagePack!));
        Assert.Equal(0, AllocatedByDecoding(vector, vector.Json!));
    }

    [Theory]
    [MemberData(nameof(BadMessagePack))]
    public void A_bad_MessagePack_record_is_skipped_without_allocating(string name)
    {
        FeedVector vector = FeedVector.All[name];

        Assert.Equal(0, AllocatedByDecoding(vector, vector.MessagePack!));
    }

    [Theory]
    [MemberData(nameof(PerRecord))]
    public void A_record_is_written_as_MessagePack_without_allocating(string name)
    {
        FeedVector vector = FeedVector.All[name];
        var update = new FeedUpdate();
        new FeedDecoder().Decode(vector.Topic, FeedContentType.Detect, vector.MessagePack, update);
        var output = new ArrayBufferWriter<byte>(1024);

        Assert.Equal(0, Allocated(() =>
        {
            output.ResetWrittenCount();
            FeedEncoder.Write(update, output);
        }));
        Assert.Equal(vector.MessagePack, output.WrittenSpan.ToArray());
    }

    private static long AllocatedByDecoding(FeedVector vector, byte[] value)
    {
        var decoder = new FeedDecoder();
        var update = new FeedUpdate();
        DecodeError error = DecodeError.None;
        long allocated = Allocated(() => error = decoder.Decode(vector.Topic, FeedContentType.Detect, value, update));
        Assert.Equal(vector.Expected, error);
        return allocated;
    }

    /// <summary>
    /// Counts the bytes that this thread allocates in many calls: the least of some runs, because the runtime allocates
    /// once on its own account when it re-compiles a method, and a call that allocates does so in every run.
    /// </summary>
    private static long Allocated(Action act)
    {
        long least = long.MaxValue;
        for (int run = 0; run < 5 && least > 0; run++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Rounds; i++)
            {
                act();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
