using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Schemas;

/// <summary>
/// Reads a line of values with commas between as a list of texts: <c>[0]</c> is the first. A value with commas stands in
/// quotes, and a quote in it twice. Allocates nothing, once its text has grown to the largest. Owned by one thread.
/// </summary>
/// <param name="valueBytesMax">A longer line is not read.</param>
public sealed class CsvReader(int valueBytesMax) : IValueReader
{
    private const byte Quote = (byte)'"';

    private readonly TreeText _text = new((int)Math.Min(int.MaxValue / 2, (long)valueBytesMax * SchemaReader.TextPerByteMax), false);
    private byte[] _unquoted = new byte[256];

    public int? AwaitedId => null;

    public DecodeError Read(ReadOnlySpan<byte> value, out ReadOnlySpan<byte> json)
    {
        json = default;
        value = value.TrimEnd("\r\n"u8);
        if (value.IsEmpty || value.Length > valueBytesMax)
        {
            return value.IsEmpty ? DecodeError.Empty : DecodeError.Oversized;
        }

        _text.Clear();
        _text.Open((byte)'[');
        for (var isMore = true; isMore;)
        {
            if (!TryField(ref value, out var field))
            {
                return DecodeError.Malformed;
            }

            _text.Text(field);
            isMore = !value.IsEmpty;
            value = isMore ? value[1..] : value;
            if (isMore && value.IsEmpty)
            {
                _text.Text(default);
                isMore = false;
            }
        }

        _text.Close((byte)']');
        json = _text.Written;
        return _text.IsFull ? DecodeError.Oversized : DecodeError.None;
    }

    /// <summary>Reads one value, and leaves the rest at the comma behind it, or at the end.</summary>
    private bool TryField(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> field)
    {
        if (rest.IsEmpty || rest[0] != Quote)
        {
            var end = rest.IndexOf((byte)',');
            field = end < 0 ? rest : rest[..end];
            rest = rest[field.Length..];
            return field.IndexOfAny(Quote, (byte)'\n') < 0;
        }

        field = default;
        if (_unquoted.Length < rest.Length)
        {
            _unquoted = new byte[rest.Length];
        }

        var length = 0;
        for (var at = 1; at < rest.Length; at++)
        {
            if (rest[at] == Quote && (at + 1 == rest.Length || rest[++at] != Quote))
            {
                var end = at + 1 == rest.Length && rest[at] == Quote ? rest.Length : at;
                rest = rest[end..];
                field = _unquoted.AsSpan(0, length);
                return rest.IsEmpty || rest[0] == ',';
            }

            _unquoted[length++] = rest[at];
        }

        return false;
    }
}
