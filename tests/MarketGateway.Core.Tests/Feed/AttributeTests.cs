using System.Buffers;
using System.Text;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Instruments;

namespace MarketGateway.Core.Tests.Feed;

/// <summary>What else a definition says of its instrument (schemas/kafka, md.instruments).</summary>
public sealed class AttributeTests
{
    private const string Definition =
        """{"type":"instrument","venue":"XCME","assetClass":"future","currency":"USD","priceScale":2,"sizeScale":0,"tickSize":25,"description":""ATTRIBUTES}""";

    private readonly FeedDecoder _decoder = new();

    [Fact]
    public void Attributes_come_through_both_forms_sorted_by_name()
    {
        var read = Read(Definition.Replace("ATTRIBUTES", ",\"attributes\":{\"underlying\":\"ES\",\"expiry\":\"2026-03-20\"}", StringComparison.Ordinal));
        foreach (var isJson in new[] { false, true })
        {
            var update = new FeedUpdate();
            update.Reset(FeedUpdateKind.Instrument);
            (update.Definition, update.PriceScale) = (read, 2);
            var output = new ArrayBufferWriter<byte>();
            if (isJson)
            {
                FeedEncoder.WriteJson(update, output);
            }
            else
            {
                FeedEncoder.Write(update, output);
            }

            var again = new FeedUpdate();
            Assert.Equal(DecodeError.None, _decoder.Decode(FeedTopic.Instruments, FeedContentType.Detect, output.WrittenSpan, again));
            Assert.Equal(read, again.Definition);
        }

        Assert.Equal(["expiry", "underlying"], read.Attributes.Pairs.Select(pair => pair.Key));
        Assert.Equal("2026-03-20", read.Attributes.Find("expiry"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"attributes\":null")]
    [InlineData(",\"attributes\":{}")]
    public void A_definition_may_have_none(string attributes) =>
        Assert.Same(InstrumentAttributes.None, Read(Definition.Replace("ATTRIBUTES", attributes, StringComparison.Ordinal)).Attributes);

    [Theory]
    [InlineData("[]", DecodeError.WrongType)]
    [InlineData("{\"expiry\":1}", DecodeError.WrongType)]
    [InlineData("{\"expiry\":\"\"}", DecodeError.OutOfRange)]
    [InlineData("{\"a b\":\"1\"}", DecodeError.OutOfRange)]
    [InlineData("{\"a\":\"1\",\"a\":\"2\"}", DecodeError.OutOfRange)]
    [InlineData("{\"a\":\"1\"", DecodeError.Truncated)]
    public void Attributes_that_are_none_are_a_bad_record(string attributes, DecodeError error) =>
        Assert.Equal(error, Error(Encoding.UTF8.GetBytes(Definition.Replace("ATTRIBUTES", ",\"attributes\":" + attributes, StringComparison.Ordinal))));

    [Theory]
    [InlineData("c0", DecodeError.None)]
    [InlineData("90", DecodeError.None)]
    [InlineData("92a161a162", DecodeError.None)]
    [InlineData("91a161", DecodeError.OutOfRange)]
    [InlineData("92a16101", DecodeError.WrongType)]
    [InlineData("92a161", DecodeError.Truncated)]
    [InlineData("dd7fffffff", DecodeError.OutOfRange)]
    public void In_MessagePack_they_are_a_flat_array(string hex, DecodeError error) =>
        Assert.Equal(error, Error(Convert.FromHexString("9905a0a0a0000001a0" + hex)));

    private InstrumentDefinition Read(string json)
    {
        var update = new FeedUpdate();
        Assert.Equal(DecodeError.None, _decoder.Decode(FeedTopic.Instruments, FeedContentType.Detect, Encoding.UTF8.GetBytes(json), update));
        return update.Definition!;
    }

    private DecodeError Error(byte[] value) => _decoder.Decode(FeedTopic.Instruments, FeedContentType.Detect, value, new FeedUpdate());
}
