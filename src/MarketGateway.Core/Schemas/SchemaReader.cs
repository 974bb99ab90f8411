using System.Buffers.Binary;
using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Schemas;

/// <summary>
/// Reads the values of a topic by the schemas that they name (Confluent's form: a zero byte, four of the schema's number),
/// or by the one that all of them have. Allocates nothing, once its text has grown to the largest. Owned by one thread.
/// </summary>
public sealed class SchemaReader : IValueReader
{
    /// <summary>The text of a value is longer than the value, but not by more.</summary>
    public const int TextPerByteMax = 16;

    private const int HeaderBytes = 5;

    private readonly ISchemaSource? _source;
    private readonly RecordSchema? _only;
    private readonly int _valueBytesMax;
    private readonly TreeText _text;
    private RecordSchema? _last;
    private int _lastId = -1;

    /// <summary>Reads values that name their schemas.</summary>
    public SchemaReader(ISchemaSource source, int valueBytesMax, bool allowsDoubles)
        : this(valueBytesMax, allowsDoubles) => _source = source;

    /// <summary>Reads values without a header, all by one schema.</summary>
    public SchemaReader(RecordSchema only, int valueBytesMax, bool allowsDoubles)
        : this(valueBytesMax, allowsDoubles) => _only = only;

    private SchemaReader(int valueBytesMax, bool allowsDoubles)
    {
        _valueBytesMax = valueBytesMax;
        _text = new TreeText((int)Math.Min(int.MaxValue / 2, (long)valueBytesMax * TextPerByteMax), allowsDoubles);
    }

    /// <summary>Gets the number of the schema that the last value has to wait for; null when it has not.</summary>
    public int? AwaitedId { get; private set; }

    /// <summary>Says whether a schema is still not here.</summary>
    public bool IsAwaited(int id) => _source?.Find(id, out _) == SchemaAnswer.Awaited;

    /// <summary>Reads a value as JSON, valid until the next is read. With <see cref="AwaitedId"/> nothing was read.</summary>
    public DecodeError Read(ReadOnlySpan<byte> value, out ReadOnlySpan<byte> json)
    {
        json = default;
        AwaitedId = null;
        if (value.IsEmpty || value.Length > _valueBytesMax)
        {
            return value.IsEmpty ? DecodeError.Empty : DecodeError.Oversized;
        }

        var schema = _only;
        var isFramed = schema is null;
        if (isFramed)
        {
            if (value.Length < HeaderBytes || value[0] != 0)
            {
                return DecodeError.UnknownSchema;
            }

            schema = Find(BinaryPrimitives.ReadInt32BigEndian(value[1..]));
            value = value[HeaderBytes..];
            if (schema is null)
            {
                return DecodeError.UnknownSchema;
            }
        }

        _text.Clear();
        var error = schema!.Write(value, isFramed, _text);
        json = _text.Written;
        return error == DecodeError.None && _text.IsFull ? DecodeError.Oversized : error;
    }

    private RecordSchema? Find(int id)
    {
        if (id == _lastId)
        {
            return _last;
        }

        var answer = _source!.Find(id, out var schema);
        if (answer == SchemaAnswer.Known)
        {
            (_last, _lastId) = (schema, id);
            return schema;
        }

        AwaitedId = answer == SchemaAnswer.Awaited ? id : null;
        return null;
    }
}
