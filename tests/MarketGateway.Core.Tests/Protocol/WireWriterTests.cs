using System.Text;
using System.Text.Json;
using CsCheck;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Tests.Protocol;

/// <summary>One writer, two formats.</summary>
public sealed class WireWriterTests
{
    [Fact]
    public void Any_text_can_be_read_back_from_both_formats() => Gen.String.Sample(text =>
    {
        // A lone surrogate is no text; both formats replace it.
        var expected = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        foreach (var format in Enum.GetValues<WireFormat>())
        {
            var output = new FlushBuffer();
            WriteEpoch(output, format, text);
            var message = Assert.Single(WireReader.ReadFlush(output.Written, format));
            Assert.Equal(expected, ((Dictionary<string, object?>)message!)["epoch"]);
        }
    });

    [Fact]
    public void Control_characters_are_escaped_in_JSON()
    {
        var output = new FlushBuffer();
        WriteEpoch(output, WireFormat.Json, "\u0001\t\r\n\b\"\\/'<é🔧");

        Assert.Equal(
            "{\"op\":\"epoch\",\"epoch\":\"\\u0001\\t\\r\\n\\u0008\\\"\\\\/'<é🔧\"}\n",
            Encoding.UTF8.GetString(output.Written));
        var read = JsonDocument.Parse(output.WrittenMemory).RootElement.GetProperty("epoch").GetString();
        Assert.Equal("\u0001\t\r\n\b\"\\/'<é🔧", read);
    }

    [Fact]
    public void Any_integer_can_be_read_back_from_both_formats() => Gen.Long.Sample(value =>
    {
        foreach (var format in Enum.GetValues<WireFormat>())
        {
            var output = new FlushBuffer();
            var writer = new WireWriter(output, format);
            writer.WriteArrayHeader(2);
            writer.Write(value);
            writer.WriteNil();
            writer.End();
            Assert.Equal([value, null], (List<object?>)Assert.Single(WireReader.ReadFlush(output.Written, format))!);
        }
    });

    [Fact]
    public void A_buffer_keeps_what_was_written_while_it_grows()
    {
        var buffer = new FlushBuffer();
        for (var round = 0; round < 5_000; round++)
        {
            buffer.Append(BitConverter.GetBytes(round));
        }

        Assert.Equal(20_000, buffer.Length);
        Assert.All(
            Enumerable.Range(0, 5_000),
            round => Assert.Equal(round, BitConverter.ToInt32(buffer.Written[(round * 4)..])));
        buffer.Release();
        Assert.Equal(0, buffer.Length);
    }

    private static void WriteEpoch(FlushBuffer output, WireFormat format, string epoch)
    {
        var writer = new WireWriter(output, format);
        ControlWriter.WriteEpoch(ref writer, epoch);
    }
}
