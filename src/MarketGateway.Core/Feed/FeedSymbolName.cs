using System.Buffers;
using System.Text;
using MarketGateway.Core.Instruments;

namespace MarketGateway.Core.Feed;

/// <summary>
/// What a symbol may be called (schemas/kafka, key). `*` and `?` stand for others in a client's pattern and `,`
/// separates symbols in an address, so a symbol has none of them.
/// </summary>
public static class FeedSymbolName
{
    /// <summary>Says whether a record's key is a valid symbol.</summary>
    public static bool TryValidate(ReadOnlySpan<byte> key)
    {
        if (key.IsEmpty || key.Length > FeedLimits.SymbolBytesMax || key[0] == ' ' || key[^1] == ' ')
        {
            return false;
        }

        while (!key.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(key, out Rune rune, out int bytes) != OperationStatus.Done || !IsAllowed(rune))
            {
                return false;
            }

            key = key[bytes..];
        }

        return true;
    }

    /// <summary>Says whether a text is a valid symbol.</summary>
    public static bool TryValidate(ReadOnlySpan<char> symbol)
    {
        int bytes = 0;
        if (symbol.StartsWith(' ') || symbol.EndsWith(' '))
        {
            return false;
        }

        while (!symbol.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(symbol, out Rune rune, out int chars) != OperationStatus.Done || !IsAllowed(rune))
            {
                return false;
            }

            bytes += rune.Utf8SequenceLength;
            symbol = symbol[chars..];
            if (bytes > FeedLimits.SymbolBytesMax)
            {
                return false;
            }
        }

        return bytes > 0;
    }

    /// <summary>Says what is wrong with a symbol, with a character that cannot be seen by its name; null: nothing.</summary>
    public static string? FaultOf(ReadOnlySpan<byte> key)
    {
        if (TryValidate(key))
        {
            return null;
        }

        if (key.IsEmpty || key.Length > FeedLimits.SymbolBytesMax)
        {
            return key.IsEmpty ? "it is empty" : $"it has {key.Length} bytes; a symbol has at most {FeedLimits.SymbolBytesMax}";
        }

        if (!System.Text.Unicode.Utf8.IsValid(key))
        {
            return "it is no UTF-8";
        }

        var text = Encoding.UTF8.GetString(key);
        return SymbolText.FindInvisible(text) is { } invisible ? $"'{text}' has {invisible}, which cannot be seen"
            : text.AsSpan().ContainsAny("*?,") ? $"'{text}' has one of * ? and ,"
            : $"'{text}' begins or ends with a blank";
    }

    /// <summary>Says what is wrong with a symbol; null: nothing.</summary>
    public static string? FaultOf(string symbol) => FaultOf(Encoding.UTF8.GetBytes(symbol));

    private static bool IsAllowed(Rune rune) =>
        rune.Value is not ('*' or '?' or ',') && SymbolText.IsAllowed(rune);
}
