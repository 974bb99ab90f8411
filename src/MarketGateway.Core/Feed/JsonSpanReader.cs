using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using MarketGateway.Core.Instruments;

namespace MarketGateway.Core.Feed;

/// <summary>
/// Reads one JSON object from a span the way <see cref="MessagePackSpanReader"/> reads MessagePack: the first error
/// stays. The underlying reader is told that more bytes may follow, because then an early end is an answer (truncated)
/// and not an exception; it still throws at broken syntax.
/// </summary>
internal ref struct JsonSpanReader(ReadOnlySpan<byte> value)
{
    private readonly ReadOnlySpan<byte> _value = value;
    private Utf8JsonReader _json = new(value, isFinalBlock: false, state: default);
    private JsonMembers _previous;

    public DecodeError Error { get; private set; }

    /// <summary>Steps into the record; anything but an object is no record.</summary>
    public bool ReadStart()
    {
        if (Read() && _json.TokenType != JsonTokenType.StartObject)
        {
            Fail(DecodeError.Malformed);
        }

        return Error == DecodeError.None;
    }

    /// <summary>
    /// Moves to the next member with one of the known names, skipping others; false at the end of the object or after
    /// an error.
    /// </summary>
    public bool ReadMember(JsonMembers known, out JsonMembers member)
    {
        member = JsonMembers.None;
        while (Error == DecodeError.None && Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            member = JsonMemberNames.Find(ref _json, known, _previous);
            if (member != JsonMembers.None)
            {
                _previous = member;
                return true;
            }

            if (!_json.TrySkip())
            {
                Fail(DecodeError.Truncated);
            }
        }

        return false;
    }

    /// <summary>Checks that nothing but white space follows the object.</summary>
    public void End()
    {
        if (Error == DecodeError.None && _value[(int)_json.BytesConsumed..].ContainsAnyExcept(" \t\r\n"u8))
        {
            Fail(DecodeError.Malformed);
        }
    }

    /// <summary>Reads a member's value as an integer; a fraction or an exponent is another type.</summary>
    public long ReadInteger(long min, long max) => Read() ? ReadIntegerHere(min, max) : 0;

    /// <summary>Reads a member's value as an integer, or null for <c>null</c>.</summary>
    public long? ReadOptional(long min, long max)
    {
        if (!Read() || _json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        return ReadIntegerHere(min, max);
    }

    public string ReadText(int bytesMax)
    {
        if (!ReadToken(JsonTokenType.String))
        {
            return "";
        }

        if (!_json.ValueIsEscaped && !Utf8.IsValid(_json.ValueSpan))
        {
            Fail(DecodeError.Malformed);
            return "";
        }

        string text = _json.GetString()!;
        if (Encoding.UTF8.GetByteCount(text) > bytesMax)
        {
            Fail(DecodeError.OutOfRange);
        }

        return text;
    }

    /// <summary>Reads an object of texts, or none for <c>null</c>.</summary>
    public InstrumentAttributes ReadAttributes()
    {
        if (!Read() || _json.TokenType == JsonTokenType.Null)
        {
            return InstrumentAttributes.None;
        }

        if (_json.TokenType != JsonTokenType.StartObject)
        {
            Fail(DecodeError.WrongType);
        }

        var pairs = new List<KeyValuePair<string, string>>();
        while (Error == DecodeError.None && Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            // A name that is not UTF-8 has none of the letters that names may have.
            var name = _json.ValueIsEscaped || Utf8.IsValid(_json.ValueSpan) ? _json.GetString()! : "";
            pairs.Add(new(name, ReadText(InstrumentAttributes.ValueBytesMax)));
        }

        if (!InstrumentAttributes.TryMake(pairs, out var attributes))
        {
            Fail(DecodeError.OutOfRange);
        }

        return attributes;
    }

    /// <summary>Reads a value that is a name or its number; true when it is the name, to be compared.</summary>
    public bool ReadName(long min, long max, out long number)
    {
        number = 0;
        if (!Read())
        {
            return false;
        }

        if (_json.TokenType == JsonTokenType.String)
        {
            return true;
        }

        number = ReadIntegerHere(min, max);
        return false;
    }

    /// <summary>Reads like <see cref="ReadName"/>, or null for <c>null</c>.</summary>
    public bool ReadOptionalName(long min, long max, out long? number)
    {
        number = null;
        if (!Read() || _json.TokenType == JsonTokenType.Null)
        {
            return false;
        }

        if (_json.TokenType == JsonTokenType.String)
        {
            return true;
        }

        number = ReadIntegerHere(min, max);
        return false;
    }

    public readonly bool ValueEquals(ReadOnlySpan<byte> text) => _json.ValueTextEquals(text);

    public bool ReadStartArray() => ReadToken(JsonTokenType.StartArray);

    /// <summary>
    /// Moves to the next element of an array of arrays, into it; false at the end of the outer array or after an error.
    /// </summary>
    public bool ReadNextArray()
    {
        if (Error != DecodeError.None || !Read() || _json.TokenType == JsonTokenType.EndArray)
        {
            return false;
        }

        if (_json.TokenType != JsonTokenType.StartArray)
        {
            Fail(DecodeError.WrongType);
        }

        return Error == DecodeError.None;
    }

    /// <summary>Reads an integer and the end of its array, or that alone.</summary>
    public long? ReadLastOptional(long min, long max)
    {
        if (!Read() || _json.TokenType == JsonTokenType.EndArray)
        {
            return null;
        }

        var number = ReadIntegerHere(min, max);
        ReadEndArray();
        return number;
    }

    public void ReadEndArray() => ReadToken(JsonTokenType.EndArray);

    public void Fail(DecodeError error)
    {
        if (Error == DecodeError.None)
        {
            Error = error;
        }
    }

    private bool ReadToken(JsonTokenType type)
    {
        if (Read() && _json.TokenType != type)
        {
            Fail(DecodeError.WrongType);
        }

        return Error == DecodeError.None;
    }

    private long ReadIntegerHere(long min, long max)
    {
        if (_json.TokenType != JsonTokenType.Number || _json.ValueSpan.ContainsAny(".eE"u8))
        {
            Fail(DecodeError.WrongType);
            return 0;
        }

        if (_json.TryGetInt64(out long number) && number >= min && number <= max)
        {
            return number;
        }

        Fail(DecodeError.OutOfRange);
        return 0;
    }

    private bool Read()
    {
        if (Error == DecodeError.None && !_json.Read())
        {
            Fail(DecodeError.Truncated);
        }

        return Error == DecodeError.None;
    }
}
