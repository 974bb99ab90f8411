using CsCheck;
using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Tests.Feed;

/// <summary>What holds for every record, good or broken, tried on random ones.</summary>
public sealed class FeedPropertyTests
{
    private const int Iterations = 5_000;

    private static readonly FeedVector[] Vectors = [.. FeedVector.All.Values];

    private static readonly Gen<byte[]> Broken = Gen.Select(
        Gen.Int[0, Vectors.Length - 1],
        Gen.Bool,
        Gen.Select(Gen.Int[0, 4095], Gen.Byte).Array[1, 4],
        Gen.Int[0, 4095],
        Break);

    [Fact]
    public void An_update_survives_both_encodings()
    {
        FeedUpdateGen.Any.Sample(
            update =>
            {
                AssertSurvives(FeedUpdateGen.TopicOf(update), update);
            },
            iter: Iterations);
    }

    [Fact]
    public void Random_bytes_are_a_reason_or_a_valid_update()
    {
        Gen.Select(Gen.Byte.Array[0, 200], Gen.Enum<FeedTopic>(), Gen.Enum<FeedContentType>()).Sample(
            (bytes, topic, type) => AssertReasonOrValid(topic, type, bytes),
            iter: Iterations);
    }

    [Fact]
    public void A_record_cut_short_or_with_bytes_changed_is_a_reason_or_a_valid_update()
    {
        Gen.Select(Broken, Gen.Enum<FeedTopic>(), Gen.Enum<FeedContentType>()).Sample(
            (bytes, topic, type) => AssertReasonOrValid(topic, type, bytes),
            iter: 10 * Iterations);
    }

    [Fact]
    public void What_is_decoded_from_a_changed_record_can_be_encoded_and_decoded_again()
    {
        int survived = 0;
        Broken.Sample(
            bytes =>
            {
                foreach (FeedTopic topic in Enum.GetValues<FeedTopic>())
                {
                    var update = new FeedUpdate();
                    if (new FeedDecoder().Decode(topic, FeedContentType.Detect, bytes, update) == DecodeError.None)
                    {
                        Interlocked.Increment(ref survived);
                        AssertSurvives(topic, update);
                    }
                }
            },
            iter: 4 * Iterations);
        Assert.NotEqual(0, survived);
    }

    private static byte[] Break(int vector, bool isJson, (int At, byte Value)[] changes, int cut)
    {
        FeedVector record = Vectors[vector];
        byte[] source = (isJson ? record.Json ?? record.MessagePack : record.MessagePack ?? record.Json)!;
        byte[] bytes = [.. source];
        foreach ((int at, byte value) in changes)
        {
            if (bytes.Length > 0)
            {
                // Even values flip one bit, odd ones put another byte: both reach neighbours of valid markers.
                byte flipped = (byte)(bytes[at % bytes.Length] ^ (1 << (value >> 5)));
                bytes[at % bytes.Length] = value % 2 == 0 ? flipped : value;
            }
        }

        return cut % 4 == 0 && bytes.Length > 0 ? bytes[..(cut % bytes.Length)] : bytes;
    }

    private static void AssertSurvives(FeedTopic topic, FeedUpdate update)
    {
        var expected = (DecodeError.None, FeedUpdateText.Of(update));
        byte[] packed = FeedBytes.MessagePack(update);
        byte[] json = FeedBytes.Json(update);
        Assert.Equal(expected, FeedBytes.Decode(topic, FeedContentType.MessagePack, packed));
        Assert.Equal(expected, FeedBytes.Decode(topic, FeedContentType.Detect, packed));
        Assert.Equal(expected, FeedBytes.Decode(topic, FeedContentType.Json, json));
        Assert.Equal(expected, FeedBytes.Decode(topic, FeedContentType.Detect, json));
    }

    private static void AssertReasonOrValid(FeedTopic topic, FeedContentType type, byte[] bytes)
    {
        var update = new FeedUpdate();
        DecodeError error = new FeedDecoder().Decode(topic, type, bytes, update);
        if (error == DecodeError.None)
        {
            AssertValid(topic, update);
        }
        else
        {
            Assert.True(Enum.IsDefined(error));
            Assert.Equal(FeedUpdateKind.None, update.Kind);
        }
    }

    private static void AssertValid(FeedTopic topic, FeedUpdate update)
    {
        Assert.Equal(topic, FeedUpdateGen.TopicOf(update));
        Assert.InRange(update.Sequence, 0, FeedLimits.IntegerMax);
        Assert.InRange(update.OccurredAt, 0, FeedLimits.IntegerMax);
        Assert.InRange(update.PriceScale, 0, FeedLimits.ScaleMax);
        Assert.InRange(update.SizeScale, 0, FeedLimits.ScaleMax);
        Assert.Equal(update.BidPrice.HasValue, update.BidSize.HasValue);
        Assert.Equal(update.AskPrice.HasValue, update.AskSize.HasValue);
        Assert.InRange(update.Volume ?? 0, 0, FeedLimits.IntegerMax);
        Assert.True(Enum.IsDefined(update.Aggressor));
        Assert.Equal(update.Kind == FeedUpdateKind.Instrument, update.Definition is not null);
        Assert.InRange(update.Definition?.TickSize ?? 1, 1, FeedLimits.IntegerMax);
        foreach (PriceLevel level in (PriceLevel[])[.. update.Bids, .. update.Asks])
        {
            Assert.InRange(level.Price, -FeedLimits.IntegerMax, FeedLimits.IntegerMax);
            Assert.InRange(level.Size, 0, FeedLimits.IntegerMax);
        }
    }
}
