using System.Buffers;
using System.Text;
using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Tests.Feed;

/// <summary>The decoder's rules that a vector cannot show: limits, headers, and reuse of the update.</summary>
public sealed class FeedDecoderTests
{
    private static readonly byte[] Trade = FeedVector.All["trade"].MessagePack!;
    private static readonly byte[] TradeJson = FeedVector.All["trade"].Json!;

    [Fact]
    public void A_header_that_names_another_format_is_a_reason_of_its_own()
    {
        Assert.Equal(DecodeError.ContentType, Decode(FeedTopic.Ticks, FeedContentType.Other, Trade));
    }

    [Fact]
    public void A_header_is_believed_over_the_first_byte()
    {
        Assert.Equal(DecodeError.Malformed, Decode(FeedTopic.Ticks, FeedContentType.Json, Trade));
        Assert.Equal(DecodeError.Malformed, Decode(FeedTopic.Ticks, FeedContentType.MessagePack, TradeJson));
    }

    [Theory]
    [InlineData(FeedTopic.Instruments)]
    [InlineData(FeedTopic.Books)]
    [InlineData(FeedTopic.Ticks)]
    public void No_bytes_are_no_record_whatever_the_header_says(FeedTopic topic)
    {
        Assert.All(
            Enum.GetValues<FeedContentType>(),
            type => Assert.Equal(DecodeError.Empty, Decode(topic, type, [])));
    }

    [Fact]
    public void A_record_of_the_largest_size_is_read_and_one_byte_more_is_oversized()
    {
        var decoder = new FeedDecoder(new FeedDecoderOptions { RecordBytesMax = TradeJson.Length });

        DecodeError Decode(byte[] value) =>
            decoder.Decode(FeedTopic.Ticks, FeedContentType.Detect, value, new FeedUpdate());

        Assert.Equal(DecodeError.None, Decode(TradeJson));
        Assert.Equal(DecodeError.Oversized, Decode([.. TradeJson, (byte)' ']));
    }

    [Theory]
    [InlineData(5, 5, DecodeError.None)]
    [InlineData(10, 0, DecodeError.None)]
    [InlineData(0, 10, DecodeError.None)]
    [InlineData(6, 5, DecodeError.Oversized)]
    [InlineData(11, 0, DecodeError.Oversized)]
    [InlineData(0, 11, DecodeError.Oversized)]
    public void Levels_are_counted_over_both_sides(int bids, int asks, DecodeError expected)
    {
        var decoder = new FeedDecoder(new FeedDecoderOptions { LevelsMax = 10 });
        FeedUpdate book = Book(bids, asks);
        DecodeError Decode(byte[] value) =>
            decoder.Decode(FeedTopic.Books, FeedContentType.Detect, value, new FeedUpdate());

        Assert.Equal(expected, Decode(FeedBytes.MessagePack(book)));
        Assert.Equal(expected, Decode(FeedBytes.Json(book)));
    }

    [Fact]
    public void The_largest_book_by_default_fits_the_largest_record_by_default()
    {
        FeedUpdate book = Book(10_000, 10_000);

        Assert.Equal(DecodeError.None, Decode(FeedTopic.Books, FeedContentType.Detect, FeedBytes.MessagePack(book)));
        Assert.Equal(DecodeError.None, Decode(FeedTopic.Books, FeedContentType.Detect, FeedBytes.Json(book)));
    }

    [Fact]
    public void A_record_leaves_nothing_behind_for_the_next_one()
    {
        var decoder = new FeedDecoder();
        var reused = new FeedUpdate();
        foreach (FeedVector vector in FeedVector.Good.Concat(FeedVector.All.Values))
        {
            foreach (byte[] value in new[] { vector.MessagePack, vector.Json }.OfType<byte[]>())
            {
                var fresh = new FeedUpdate();
                DecodeError expected = new FeedDecoder().Decode(vector.Topic, FeedContentType.Detect, value, fresh);

                Assert.Equal(expected, decoder.Decode(vector.Topic, FeedContentType.Detect, value, reused));
                if (expected == DecodeError.None)
                {
                    Assert.Equal(FeedUpdateText.Of(fresh), FeedUpdateText.Of(reused));
                }
            }
        }
    }

    [Fact]
    public void A_skipped_record_leaves_an_update_of_no_kind()
    {
        var update = new FeedUpdate();
        var decoder = new FeedDecoder();
        Assert.Equal(DecodeError.None, decoder.Decode(FeedTopic.Ticks, FeedContentType.Detect, Trade, update));

        DecodeError error = decoder.Decode(FeedTopic.Ticks, FeedContentType.Detect, Trade.AsSpan(0, 9), update);
        Assert.Equal(DecodeError.Truncated, error);

        Assert.Equal(FeedUpdateKind.None, update.Kind);
    }

    [Fact]
    public void Every_beginning_of_a_good_record_is_truncated()
    {
        foreach (FeedVector vector in FeedVector.Canonical)
        {
            foreach (byte[] whole in new[] { vector.MessagePack!, vector.Json! })
            {
                Assert.All(
                    Enumerable.Range(1, whole.Length - 1).Select(length => whole[..length]),
                    cut => Assert.Equal(DecodeError.Truncated, Decode(vector.Topic, FeedContentType.Detect, cut)));
            }
        }
    }

    [Fact]
    public void Deep_nesting_in_what_is_skipped_costs_no_stack()
    {
        byte[] nested = [0x9e, .. Trade.AsSpan(1), .. Enumerable.Repeat((byte)0x91, 1_000_000), 0xc0];

        Assert.Equal(DecodeError.None, Decode(FeedTopic.Ticks, FeedContentType.MessagePack, nested));
    }

    [Fact]
    public void A_byte_order_mark_is_not_JSON()
    {
        byte[] marked = [0xef, 0xbb, 0xbf, .. TradeJson];

        Assert.Equal(DecodeError.Malformed, Decode(FeedTopic.Ticks, FeedContentType.Detect, marked));
        Assert.Equal(DecodeError.Malformed, Decode(FeedTopic.Ticks, FeedContentType.Json, marked));
    }

    [Fact]
    public void A_JSON_text_that_is_not_UTF8_is_malformed()
    {
        byte[] broken = FeedVector.All["instrument"].Json![..];
        broken[broken.AsSpan().IndexOf("XCME"u8)] = 0xff;

        Assert.Equal(DecodeError.Malformed, Decode(FeedTopic.Instruments, FeedContentType.Json, broken));
    }

    [Theory]
    [InlineData("application/msgpack", FeedContentType.MessagePack)]
    [InlineData("application/x-msgpack", FeedContentType.MessagePack)]
    [InlineData("Application/MsgPack", FeedContentType.MessagePack)]
    [InlineData("application/vnd.msgpack", FeedContentType.MessagePack)]
    [InlineData("APPLICATION/VND.MSGPACK; v=1", FeedContentType.MessagePack)]
    [InlineData("application/json", FeedContentType.Json)]
    [InlineData("application/json;charset=utf-8", FeedContentType.Json)]
    [InlineData(" application/json ; charset=utf-8", FeedContentType.Json)]
    [InlineData("", FeedContentType.Detect)]
    [InlineData("  ", FeedContentType.Detect)]
    [InlineData("application/avro", FeedContentType.Other)]
    [InlineData("application/json2", FeedContentType.Other)]
    [InlineData("json", FeedContentType.Other)]
    [InlineData("application/jsön", FeedContentType.Other)]
    public void A_content_type_is_read_without_its_case_and_parameters(string header, FeedContentType expected)
    {
        Assert.Equal(expected, FeedContentTypes.Parse(Encoding.UTF8.GetBytes(header)));
    }

    [Theory]
    [InlineData("content-type", true)]
    [InlineData("Content-Type", true)]
    [InlineData("CONTENT-TYPE", true)]
    [InlineData("content-types", false)]
    [InlineData("", false)]
    public void The_name_of_the_header_is_compared_without_its_case(string name, bool isIt) =>
        Assert.Equal(isIt, FeedContentTypes.IsHeader(Encoding.UTF8.GetBytes(name)));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void A_decoder_without_room_for_a_record_is_refused(int recordBytesMax, int levelsMax)
    {
        var options = new FeedDecoderOptions { RecordBytesMax = recordBytesMax, LevelsMax = levelsMax };

        Assert.Throws<ArgumentOutOfRangeException>(() => new FeedDecoder(options));
    }

    [Fact]
    public void An_update_of_no_kind_is_not_written()
    {
        var output = new ArrayBufferWriter<byte>();

        Assert.Throws<ArgumentException>(() => FeedEncoder.Write(new FeedUpdate(), output));
        Assert.ThrowsAny<ArgumentException>(() => FeedEncoder.WriteJson(new FeedUpdate(), output));
    }

    private static FeedUpdate Book(int bids, int asks)
    {
        var book = new FeedUpdate();
        book.Reset(FeedUpdateKind.BookSnapshot);
        for (int i = 0; i < bids; i++)
        {
            book.AddBid(new PriceLevel(1_000_000_000_000_000 - i, 1_000_000_000_000_000));
        }

        for (int i = 0; i < asks; i++)
        {
            book.AddAsk(new PriceLevel(1_000_000_000_000_001 + i, 1_000_000_000_000_000));
        }

        return book;
    }

    private static DecodeError Decode(FeedTopic topic, FeedContentType type, byte[] value) =>
        FeedBytes.Decode(topic, type, value).Error;
}
