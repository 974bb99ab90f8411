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

    /// <summary>Parses one complete value; null when it is not one.</summary>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> message, WireFormat format)
    {
        try
        {
            return JsonDocument.Parse(
                format == WireFormat.Json ? message : MessagePackJson.Convert(message, DepthMax), JsonOptions);
        }
        catch (Exception exception) when (exception is JsonException or MessagePackSerializationException
            or EndOfStreamException or OverflowException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
