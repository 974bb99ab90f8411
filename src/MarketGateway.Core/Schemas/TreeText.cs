using System.Buffers.Text;
using System.Text;

namespace MarketGateway.Core.Schemas;

/// <summary>
/// The JSON text that a record in another form is read as. Numbers are written digit by digit as they are; nothing is
/// rounded. Reused from record to record, of bounded size; owned by one thread.
/// </summary>
/// <param name="bytesMax">More is not written: the text <see cref="IsFull"/> then.</param>
/// <param name="allowsDoubles">Whether binary floating point is written, as the shortest text that reads back as it.</param>
internal sealed class TreeText(int bytesMax, bool allowsDoubles)
{
    /// <summary>The longest of a number's texts.</summary>
    private const int NumberBytesMax = 64;

    /// <summary>After a value that had to be read twice, so many are not tried the faster way.</summary>
    private const int OutOfOrderCount = 256;

    private byte[] _bytes = new byte[4096];
    private int _length;
    private int _outOfOrder;

    public bool IsFull { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>Gets a value indicating whether what is read next is likely to stand in the order of its schema.</summary>
    public bool IsInOrder => _outOfOrder == 0;

    public void Clear()
    {
        _length = 0;
        IsFull = false;
        _outOfOrder -= _outOfOrder > 0 ? 1 : 0;
    }

    /// <summary>Forgets what was written of a value that does not stand in that order.</summary>
    public void NoteOutOfOrder()
    {
        Clear();
        _outOfOrder = OutOfOrderCount;
    }

    /// <summary>Writes a brace, a bracket, or what else needs no separator in front.</summary>
    public void Close(byte bracket)
    {
        if (Reserve(1))
        {
            _bytes[_length++] = bracket;
        }
    }

    public void Open(byte bracket)
    {
        Separate();
        Close(bracket);
    }

    /// <summary>Writes a name or a value that is JSON already.</summary>
    public void Raw(ReadOnlySpan<byte> json)
    {
        Separate();
        if (Reserve(json.Length))
        {
            json.CopyTo(_bytes.AsSpan(_length));
            _length += json.Length;
        }
    }

    public void Name(ReadOnlySpan<byte> name)
    {
        Text(name);
        Close((byte)':');
    }

    public void Integer(long number)
    {
        Separate();
        if (Reserve(NumberBytesMax) && Utf8Formatter.TryFormat(number, _bytes.AsSpan(_length), out var written))
        {
            _length += written;
        }
    }

    public void Integer(ulong number)
    {
        Separate();
        if (Reserve(NumberBytesMax) && Utf8Formatter.TryFormat(number, _bytes.AsSpan(_length), out var written))
        {
            _length += written;
        }
    }

    /// <summary>Writes a number of units of 10^-<paramref name="scale"/>, with the point where it belongs.</summary>
    /// <remarks>What nearly all numbers are: from the last digit to the first, at once where they belong.</remarks>
    public void Decimal(long mantissa, int scale)
    {
        if (scale is < 1 or > 18 || mantissa == long.MinValue)
        {
            Decimal((Int128)mantissa, scale);
            return;
        }

        Separate();
        if (!Reserve(NumberBytesMax))
        {
            return;
        }

        if (mantissa < 0)
        {
            _bytes[_length++] = (byte)'-';
        }

        var left = (ulong)Math.Abs(mantissa);
        Span<byte> digits = stackalloc byte[24];
        var at = digits.Length;
        for (var i = 0; i < scale; i++, left /= 10)
        {
            digits[--at] = (byte)('0' + (left % 10));
        }

        digits[--at] = (byte)'.';
        do
        {
            digits[--at] = (byte)('0' + (left % 10));
            left /= 10;
        }
        while (left > 0);

        Digits(digits[at..]);
    }

    /// <summary>Writes a number of units of 10^-<paramref name="scale"/>, with the point where it belongs.</summary>
    public void Decimal(Int128 mantissa, int scale)
    {
        Separate();
        if (!Reserve(NumberBytesMax))
        {
            return;
        }

        Span<byte> digits = stackalloc byte[40];
        var magnitude = mantissa < 0 ? -(UInt128)mantissa : (UInt128)mantissa;

        // Nearly all fit in 64 bits, and are written in a fraction of the time.
        if (magnitude <= ulong.MaxValue
            ? !Utf8Formatter.TryFormat((ulong)magnitude, digits, out var count)
            : !magnitude.TryFormat(digits, out count, default, System.Globalization.CultureInfo.InvariantCulture))
        {
            return;
        }

        if (mantissa < 0)
        {
            _bytes[_length++] = (byte)'-';
        }

        if (scale <= 0 || count > scale)
        {
            Digits(digits[..(count - Math.Max(0, scale))]);
            Fraction(scale > 0 ? digits[(count - scale)..count] : default, 0);
        }
        else if (scale <= 18)
        {
            Digits("0"u8);
            Fraction(digits[..count], scale - count);
        }
        else
        {
            Digits(digits[..count]);
        }

        if (scale is < 0 or > 18 && !(count > scale && scale > 0))
        {
            Exponent(-scale);
        }
    }

    public void Double(double number)
    {
        if (!allowsDoubles || !double.IsFinite(number))
        {
            Raw(allowsDoubles ? "\"NaN\""u8 : "\"a double\""u8);
            return;
        }

        Separate();
        if (Reserve(NumberBytesMax) && Utf8Formatter.TryFormat(number, _bytes.AsSpan(_length), out var written))
        {
            _length += written;
        }
    }

    public void Single(float number)
    {
        if (!allowsDoubles || !float.IsFinite(number))
        {
            Double(number);
            return;
        }

        Separate();
        if (Reserve(NumberBytesMax) && Utf8Formatter.TryFormat(number, _bytes.AsSpan(_length), out var written))
        {
            _length += written;
        }
    }

    /// <summary>Writes a text, escaped where JSON wants it.</summary>
    public void Text(ReadOnlySpan<byte> utf8)
    {
        Separate();
        if (!Reserve((utf8.Length * 6) + 2))
        {
            return;
        }

        _bytes[_length++] = (byte)'"';
        foreach (var value in utf8)
        {
            if (value >= 0x20 && value is not ((byte)'"' or (byte)'\\'))
            {
                _bytes[_length++] = value;
                continue;
            }

            "\\u00"u8.CopyTo(_bytes.AsSpan(_length));
            _length += 4;
            HexDigits(value);
        }

        _bytes[_length++] = (byte)'"';
    }

    /// <summary>Writes bytes as a text of hexadecimal digits.</summary>
    public void Hex(ReadOnlySpan<byte> bytes)
    {
        Separate();
        if (!Reserve((bytes.Length * 2) + 2))
        {
            return;
        }

        _bytes[_length++] = (byte)'"';
        foreach (var value in bytes)
        {
            HexDigits(value);
        }

        _bytes[_length++] = (byte)'"';
    }

    /// <summary>Writes a time as ISO 8601 in UTC, with nanoseconds.</summary>
    public void Time(long seconds, int nanoseconds)
    {
        Separate();
        if (!Reserve(NumberBytesMax))
        {
            return;
        }

        _bytes[_length++] = (byte)'"';
        var time = DateTime.UnixEpoch.AddTicks(seconds * TimeSpan.TicksPerSecond);
        time.TryFormat(
            _bytes.AsSpan(_length), out var written, "yyyy-MM-dd'T'HH:mm:ss'.'", System.Globalization.CultureInfo.InvariantCulture);
        _length += written;
        nanoseconds.TryFormat(
            _bytes.AsSpan(_length), out written, "D9", System.Globalization.CultureInfo.InvariantCulture);
        _length += written;
        Digits("Z\""u8);
    }

    public override string ToString() => Encoding.UTF8.GetString(Written);

    private void Fraction(ReadOnlySpan<byte> digits, int zeros)
    {
        if (digits.IsEmpty)
        {
            return;
        }

        _bytes[_length++] = (byte)'.';
        for (; zeros > 0; zeros--)
        {
            _bytes[_length++] = (byte)'0';
        }

        Digits(digits);
    }

    private void Exponent(int exponent)
    {
        _bytes[_length++] = (byte)'e';
        if (Utf8Formatter.TryFormat(exponent, _bytes.AsSpan(_length), out var written))
        {
            _length += written;
        }
    }

    private void Digits(ReadOnlySpan<byte> digits)
    {
        digits.CopyTo(_bytes.AsSpan(_length));
        _length += digits.Length;
    }

    private void HexDigits(byte value)
    {
        _bytes[_length++] = "0123456789abcdef"u8[value >> 4];
        _bytes[_length++] = "0123456789abcdef"u8[value & 15];
    }

    /// <summary>Writes the comma that a name or value needs where another stands before it.</summary>
    private void Separate()
    {
        if (_length > 0 && _bytes[_length - 1] is not ((byte)'{' or (byte)'[' or (byte)':'))
        {
            Close((byte)',');
        }
    }

    private bool Reserve(int count)
    {
        if (IsFull || _length + (long)count > bytesMax + NumberBytesMax)
        {
            IsFull = true;
            return false;
        }

        if (_length + count > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + count));
        }

        return true;
    }
}
