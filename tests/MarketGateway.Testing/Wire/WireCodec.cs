using System.Text;
using System.Text.Json.Nodes;
using MessagePack;

namespace MarketGateway.Testing.Wire;

/// <summary>Between bytes of the wire and JSON trees, in both subprotocols.</summary>
internal static class WireCodec
{
    public static byte[] Encode(JsonNode request, bool isJson) => isJson
        ? Encoding.UTF8.GetBytes(request.ToJsonString())
        : MessagePackSerializer.ConvertFromJson(request.ToJsonString());

    /// <summary>Decodes a flush into its messages, each with its length in bytes.</summary>
    public static IEnumerable<(JsonNode Message, int Bytes)> Decode(byte[] flush, bool isJson) =>
        isJson ? DecodeLines(flush) : DecodeMessagePack(flush);

    private static IEnumerable<(JsonNode Message, int Bytes)> DecodeLines(byte[] flush)
    {
        foreach (var line in Encoding.UTF8.GetString(flush).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            yield return (JsonNode.Parse(line)!, Encoding.UTF8.GetByteCount(line) + 1);
        }
    }

    private static IEnumerable<(JsonNode Message, int Bytes)> DecodeMessagePack(byte[] flush)
    {
        for (var start = 0; start < flush.Length;)
        {
            var reader = new MessagePackReader(flush.AsMemory(start));
            using var text = new StringWriter();
            MessagePackSerializer.ConvertToJson(ref reader, text);
            start += (int)reader.Consumed;
            yield return (JsonNode.Parse(text.ToString())!, (int)reader.Consumed);
        }
    }
}
