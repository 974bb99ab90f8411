using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace MarketGateway.Core.Protocol;

/// <summary>Writes JSON numbers and strings.</summary>
internal static class JsonText
{
    /// <summary>The longest 64-bit integer has 19 digits and a sign.</summary>
    private const int IntegerBytesMax = 20;

    /// <summary>What JSON demands to escape, and no more: it is read by programs and terminals, never as HTML.</summary>
    private static readonly SearchValues<char> Escaped =
        SearchValues.Create([.. Enumerable.Range(0, ' ').Select(code => (char)code), '"', '\\']);

    public static void Append(FlushBuffer output, long value)
    {
        var isWritten = Utf8Formatter.TryFormat(value, output.GetSpan(IntegerBytesMax), out var length);
        Debug.Assert(isWritten, "the span holds any integer");
        output.Advance(length);
    }

    public static void Append(FlushBuffer output, string value)
    {
        output.Append("\""u8);
        var rest = value.AsSpan();
        for (var next = rest.IndexOfAny(Escaped); next >= 0; next = rest.IndexOfAny(Escaped))
        {
            AppendPlain(output, rest[..next]);
            AppendPlain(output, Escape(rest[next]));
            rest = rest[(next + 1)..];
        }

        AppendPlain(output, rest);
        output.Append("\""u8);
    }

    private static void AppendPlain(FlushBuffer output, ReadOnlySpan<char> text) =>
        output.Advance(Encoding.UTF8.GetBytes(text, output.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));

    private static string Escape(char character) => character switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
    };
}
