namespace MarketGateway.Tools.Replay;

/// <summary>Lines of bytes from a stream, without a string for each. A line is valid until the next is read.</summary>
internal sealed class LineReader(Stream stream)
{
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _isAtEnd;

    /// <summary>Gets the number of the line read last; the first is 1.</summary>
    public long LineNumber { get; private set; }

    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            var unread = _buffer.AsSpan(_start, _end - _start);
            var length = unread.IndexOf((byte)'\n');
            if (length >= 0 || (_isAtEnd && unread.Length > 0))
            {
                line = length >= 0 ? unread[..length] : unread;
                _start += length >= 0 ? length + 1 : unread.Length;
                LineNumber++;
                line = TrimLine(line);
                return true;
            }

            if (_isAtEnd)
            {
                line = default;
                return false;
            }

            Fill();
        }
    }

    private ReadOnlySpan<byte> TrimLine(ReadOnlySpan<byte> line)
    {
        var byteOrderMark = "\uFEFF"u8;
        if (LineNumber == 1 && line.StartsWith(byteOrderMark))
        {
            line = line[byteOrderMark.Length..];
        }

        return line.TrimEnd((byte)'\r');
    }

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _isAtEnd = read == 0;
    }
}
