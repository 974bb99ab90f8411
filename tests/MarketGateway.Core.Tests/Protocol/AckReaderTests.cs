using System.Text;
using System.Text.Json;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Tests.Protocol;

/// <summary>The short way that acknowledgements are read by: it knows nothing that the long one does not.</summary>
public sealed class AckReaderTests
{
    private readonly RequestReader _reader = new(new RequestLimits(100, 100, 100));

    [Theory]
    [InlineData(0x7F)]
    [InlineData(0xFF)]
    [InlineData(0xFFFF)]
    [InlineData(0xFFFF_FFFFL)]
    [InlineData(1)]
    public void An_acknowledgement_as_clients_write_it_is_read_as_by_the_long_way(long flush)
    {
        byte[] head = [0x82, 0xA2, .. "op"u8, 0xA3, .. "ack"u8, 0xA5, .. "flush"u8];
        byte[] number = flush switch
        {
            <= 0x7F => [(byte)flush],
            <= 0xFF => [0xCC, (byte)flush],
            <= 0xFFFF => [0xCD, (byte)(flush >> 8), (byte)flush],
            _ => [0xCE, (byte)(flush >> 24), (byte)(flush >> 16), (byte)(flush >> 8), (byte)flush],
        };
        byte[] messagePack = [.. head, .. number];
        var json = Encoding.UTF8.GetBytes($$"""{"op":"ack","flush":{{flush}}}""");

        Assert.True(AckReader.TryRead(messagePack, WireFormat.MessagePack, out var read));
        Assert.Equal((flush, flush), (read, LongWay(messagePack, WireFormat.MessagePack)));
        Assert.True(AckReader.TryRead(json, WireFormat.Json, out read));
        Assert.Equal((flush, flush), (read, LongWay(json, WireFormat.Json)));
    }

    [Theory]
    [InlineData("""{"op":"ack","flush":-1}""")]
    [InlineData("""{"op":"ack","flush":01}""")]
    [InlineData("""{"op":"ack","flush":1.5}""")]
    [InlineData("""{"op":"ack","flush":1e3}""")]
    [InlineData("""{"op":"ack","flush":}""")]
    [InlineData("""{"op":"ack","flush":99999999999999999}""")]
    [InlineData("""{"op":"ack","flush":1,"more":2}""")]
    [InlineData("""{"op":"ack","flush":1""")]
    [InlineData("""{"op":"ack","flush":1}x""")]
    [InlineData("""{"op":"ping"}""")]
    [InlineData("")]
    public void Whatever_else_it_is_goes_the_long_way(string message)
    {
        Assert.False(AckReader.TryRead(Encoding.UTF8.GetBytes(message), WireFormat.Json, out _));
        byte[] truncated = [0x82, 0xA2, .. "op"u8, 0xA3, .. "ack"u8, 0xA5, .. "flush"u8, 0xCD, 1];
        Assert.False(AckReader.TryRead(truncated, WireFormat.MessagePack, out _));
    }

    [Fact]
    public void An_acknowledgement_in_another_order_or_with_an_id_goes_the_long_way()
    {
        var message = MessagePackText.FromJson(JsonDocument.Parse("""{"op":"ack","id":7,"flush":3}""").RootElement);

        Assert.False(AckReader.TryRead(message, WireFormat.MessagePack, out _));
        Assert.Equal(3, LongWay(message, WireFormat.MessagePack));
    }

    private long LongWay(byte[] message, WireFormat format) =>
        Assert.IsType<AckRequest>(_reader.Read(message, format, out _, out _)).Flush;
}
