using System.Text.Json;
using System.Text.Unicode;
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
            return format == WireFormat.MessagePack
                ? JsonDocument.Parse(MessagePackJson.Convert(message, DepthMax), JsonOptions)
                : IsWholeText(message.Span) ? JsonDocument.Parse(message, JsonOptions) : null;
        }
        catch (Exception exception) when (exception is JsonException or MessagePackSerializationException
            or EndOfStreamException or OverflowException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>
    /// Says whether every text of a request is one: the parser takes bytes that are no UTF-8, and escapes that are half
    /// a character, and throws when such a text is read.
    /// </summary>
    private static bool IsWholeText(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
        {
            return false;
        }

        if (json.IndexOf("\\u"u8) < 0)
        {
            return true;
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = DepthMax });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
            {
                // Throws InvalidOperationException for half a character.
                reader.GetString();
            }
        }

        return true;
    }
}
