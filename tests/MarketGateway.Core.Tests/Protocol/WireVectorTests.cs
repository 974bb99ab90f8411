using System.Text;
using System.Text.Json;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Tests.Protocol;

/// <summary>Everything that the gateway says, held to the golden vectors byte by byte, in both formats.</summary>
public sealed class WireVectorTests
{
    private static readonly IReadOnlyDictionary<string, WireVector> Data = WireVector.Load("data.json");
    private static readonly IReadOnlyDictionary<string, WireVector> Control = WireVector.Load("control.json");
    private static readonly JsonElement[] Flushes = WireVector.Entries("flushes.json");

    public static TheoryData<string, WireFormat> DataCases => WireVector.Cases(Data.Keys);

    public static TheoryData<string, WireFormat> ControlCases => WireVector.Cases(Control.Keys);

    public static TheoryData<string, WireFormat> FlushCases =>
        WireVector.Cases(Flushes.Select(flush => flush.GetProperty("name").GetString()!)
            .Where(name => !name.EndsWith("of a later version", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(DataCases))]
    public void A_data_message_is_written_as_the_vector_says(string name, WireFormat format) =>
        AssertBytes(Data[name].Bytes(format), Write([Data[name].Message], format));

    [Theory]
    [MemberData(nameof(ControlCases))]
    public void A_control_message_is_written_as_the_vector_says(string name, WireFormat format) =>
        AssertBytes(Control[name].Bytes(format), Write([Control[name].Message], format));

    [Theory]
    [MemberData(nameof(FlushCases))]
    public void A_flush_is_its_messages_back_to_back(string name, WireFormat format)
    {
        var vector = Flushes.Single(flush => flush.GetProperty("name").GetString() == name);
        var expected = format == WireFormat.Json
            ? Encoding.UTF8.GetBytes(vector.GetProperty("json").GetString()!)
            : Convert.FromHexString(vector.GetProperty("messagepack").GetString()!);

        AssertBytes(expected, Write(vector.GetProperty("messages").EnumerateArray(), format));
    }

    [Theory]
    [MemberData(nameof(DataCases))]
    public void The_tests_own_reader_reads_the_vectors(string name, WireFormat format) => Assert.Equal(
        WireReader.FromJson(Data[name].Message),
        Assert.Single(WireReader.ReadFlush(Data[name].Bytes(format), format)));

    private static byte[] Write(IEnumerable<JsonElement> messages, WireFormat format)
    {
        var output = new FlushBuffer();
        foreach (var message in messages.OrderBy(IsStamp))
        {
            if (message.ValueKind == JsonValueKind.Array)
            {
                DataVectorWriter.Write(message, format, output);
            }
            else
            {
                ControlVectorWriter.Write(message, format, output);
            }
        }

        return output.Written.ToArray();
    }

    /// <summary>The stamp is put before all the others, and so after them.</summary>
    private static bool IsStamp(JsonElement message) =>
        message.ValueKind == JsonValueKind.Array && message[0].GetInt32() == (int)DataKind.Stamp;

    private static void AssertBytes(byte[] expected, byte[] actual)
    {
        Assert.Equal(Encoding.UTF8.GetString(expected), Encoding.UTF8.GetString(actual));
        Assert.Equal(expected, actual);
    }
}
