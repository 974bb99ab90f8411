using MessagePack;

namespace MarketGateway.Core.Protocol;

/// <summary>
/// Writes one message in either format with the same calls, so that every message has one writer. As in MessagePack,
/// arrays and maps announce how much they hold; in JSON the writer closes them by itself when it has come.
/// </summary>
public ref struct WireWriter
{
    private readonly FlushBuffer _output;
    private readonly WireFormat _format;
    private readonly int _start;
    private MessagePackWriter _messagePack;
    private JsonNesting _json;

    public WireWriter(FlushBuffer output, WireFormat format)
    {
        _output = output;
        _format = format;
        _start = output.Length;
        _messagePack = format == WireFormat.MessagePack ? new MessagePackWriter(output) : default;
    }

    public void WriteArrayHeader(int count)
    {
        if (_format == WireFormat.MessagePack)
        {
            _messagePack.WriteArrayHeader(count);
            return;
        }

        _json.BeforeValue(_output);
        _json.Open(_output, isMap: false, count);
    }

    public void WriteMapHeader(int count)
    {
        if (_format == WireFormat.MessagePack)
        {
            _messagePack.WriteMapHeader(count);
            return;
        }

        _json.BeforeValue(_output);
        _json.Open(_output, isMap: true, count);
    }

    /// <summary>Writes the name of a map's next value.</summary>
    public void WriteKey(ReadOnlySpan<byte> utf8)
    {
        if (_format == WireFormat.MessagePack)
        {
            _messagePack.WriteString(utf8);
            return;
        }

        _json.WriteKey(_output, utf8);
    }

    public void Write(long value)
    {
        if (_format == WireFormat.MessagePack)
        {
            _messagePack.Write(value);
            return;
        }

        _json.BeforeValue(_output);
        JsonText.Append(_output, value);
        _json.AfterValue(_output);
    }

    public void Write(bool value)
    {
        if (_format == WireFormat.MessagePack)
        {
            _messagePack.Write(value);
            return;
        }

        _json.BeforeValue(_output);
        _output.Append(value ? "true"u8 : "false"u8);
        _json.AfterValue(_output);
    }

    public void WriteNil()
    {
        if (_format == WireFormat.MessagePack)
        {
            _messagePack.WriteNil();
            return;
        }

        _json.BeforeValue(_output);
        _output.Append("null"u8);
        _json.AfterValue(_output);
    }

    public void Write(string? value)
    {
        if (value is null)
        {
            WriteNil();
        }
        else if (_format == WireFormat.MessagePack)
        {
            _messagePack.Write(value);
        }
        else
        {
            _json.BeforeValue(_output);
            JsonText.Append(_output, value);
            _json.AfterValue(_output);
        }
    }

    public void Write(long? value)
    {
        if (value is { } given)
        {
            Write(given);
        }
        else
        {
            WriteNil();
        }
    }

    /// <summary>
    /// Ends the message's first part: all that was written is in the buffer, so that what follows can be kept apart.
    /// </summary>
    public void Flush()
    {
        if (_format == WireFormat.MessagePack)
        {
            _messagePack.Flush();
        }
    }

    /// <summary>Appends the rest of a message whose first part this writer wrote.</summary>
    public void EndWith(ReadOnlySpan<byte> rest)
    {
        Flush();
        _output.Append(rest);
    }

    /// <summary>Ends the message.</summary>
    public void End()
    {
        Flush();
        if (_format == WireFormat.Json)
        {
            _output.Append("\n"u8);
        }
    }

    /// <summary>Notes, after the end of a data message, when its newest update occurred; null: not known.</summary>
    public readonly void Stamp(long? newest) => Protocol.Stamp.End(_output, _start, _format, newest);
}
