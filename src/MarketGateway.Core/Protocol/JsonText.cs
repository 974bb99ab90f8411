using System.Buffers.Text;
using System.Diagnostics;
using System.Text.Json;

namespace MarketGateway.Core.Protocol;

/// <summary>Writes JSON numbers and strings.</summary>
internal static class JsonText
{
    /// <summary>The longest 64-bit integer has 19 digits and a sign.</summary>
    private const int IntegerBytesMax = 20;

    public static void Append(FlushBuffer output, long value)
    {
        var isWritten = Utf8Formatter.TryFormat(value, output.GetSpan(IntegerBytesMax), out var length);
        Debug.Assert(isWritten, "the span holds any integer");
        output.Advance(length);
    }

    public static void Append(FlushBuffer output, string value)
    {
        output.Append("\""u8);
        output.Append(JsonEncodedText.Encode(value).EncodedUtf8Bytes);
        output.Append("\""u8);
    }
}
