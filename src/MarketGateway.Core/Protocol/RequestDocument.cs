using System.Text.Json;
using MessagePack;

namespace MarketGateway.Core.Protocol;

/// <summary>
/// A request as a JSON tree, whichever way it came: requests are few and small, so both formats share one validation.
/// </summary>
internal static class RequestDocument
{
    /// <summary>A resume is the deepest request: map, map, map, array.</summary>
    private const int DepthMax = 8;

    private static readonly JsonDocumentOptions JsonOptions = new() { MaxDepth = DepthMax };

    private static readonly MessagePackSerializerOptions MessagePackOptions = MessagePackSerializerOptions.Standard
        .WithSecurity(MessagePackSecurity.UntrustedData.WithMaximumObjectGraphDepth(DepthMax));

    /// <summary>Parses one complete value; null when it is not one.</summary>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> message, WireFormat format)
    {
        try
        {
            return format == WireFormat.Json
                ? JsonDocument.Parse(message, JsonOptions)
                : JsonDocument.Parse(ToJson(message), JsonOptions);
        }
        catch (Exception exception) when (exception is JsonException or MessagePackSerializationException
            or EndOfStreamException or OverflowException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string ToJson(ReadOnlyMemory<byte> message)
    {
        var reader = new MessagePackReader(message);
        using var text = new StringWriter();
        MessagePackSerializer.ConvertToJson(ref reader, text, MessagePackOptions);
        return reader.End ? text.ToString() : throw new MessagePackSerializationException("bytes are left over");
    }
}
