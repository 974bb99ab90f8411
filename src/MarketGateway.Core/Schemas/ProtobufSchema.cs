using Google.Protobuf.Reflection;
using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Schemas;

/// <summary>
/// A Protobuf schema: the text of a file, read by protobuf-net's library, and turned into what <see cref="ProtoWalk"/>
/// follows.
/// </summary>
internal sealed class ProtobufSchema : RecordSchema
{
    /// <summary>More messages in messages are named by no record.</summary>
    private const int IndexesMax = 16;

    private readonly FileDescriptorProto _file;
    private readonly Dictionary<string, ProtoMessage> _messages;
    private readonly ProtoMessage _first;

    private ProtobufSchema(FileDescriptorProto file, Dictionary<string, ProtoMessage> messages, ProtoMessage first)
    {
        _file = file;
        _messages = messages;
        _first = first;
    }

    /// <summary>Gets the message that records without a header hold.</summary>
    public ProtoMessage First => _first;

    public static ProtobufSchema Parse(string text, IReadOnlyList<(string Name, string Text)> references, string? message)
    {
        const string Main = "schema.proto";
        var set = new FileDescriptorSet();
        foreach (var (name, content) in references)
        {
            set.Add(name, true, new StringReader(content));
        }

        set.Add(Main, true, new StringReader(text));
        set.Process();
        if (set.GetErrors().FirstOrDefault(error => error.IsError) is { } wrong)
        {
            throw new SchemaException($"it is no Protobuf schema: {wrong}");
        }

        var messages = new ProtobufCompiler(set).Messages;
        var file = set.Files.First(candidate => candidate.Name == Main);
        return new ProtobufSchema(file, messages, Find(file, messages, message));
    }

    internal override DecodeError Write(ReadOnlySpan<byte> value, bool isFramed, TreeText output)
    {
        var message = _first;
        if (isFramed && !TryReadIndexes(ref value, out message))
        {
            return DecodeError.Malformed;
        }

        if (output.IsInOrder)
        {
            if (new ProtoOrderedWalk(output).TryRead(value, message!))
            {
                return DecodeError.None;
            }

            output.NoteOutOfOrder();
        }

        return new ProtoWalk(output).Read(value, message!);
    }

    private static ProtoMessage Find(FileDescriptorProto file, Dictionary<string, ProtoMessage> messages, string? name)
    {
        if (file.MessageTypes.Count == 0)
        {
            throw new SchemaException("the schema has no message");
        }

        var first = ProtobufCompiler.FullName(file.Package, file.MessageTypes[0].Name);
        var wanted = name is null ? first
            : messages.ContainsKey("." + name.TrimStart('.')) ? "." + name.TrimStart('.')
            : ProtobufCompiler.FullName(file.Package, name);
        return messages.TryGetValue(wanted, out var message)
            ? message
            : throw new SchemaException($"the schema has no message {name}; it has {string.Join(", ", messages.Keys.Select(key => key[1..]))}");
    }

    /// <summary>Reads which message the value is: its place in the file, and in the messages around it. 0 alone is the first.</summary>
    private bool TryReadIndexes(ref ReadOnlySpan<byte> value, out ProtoMessage? message)
    {
        message = _first;
        if (!Varint.TryRead(ref value, out var bits))
        {
            return false;
        }

        var count = Varint.ZigZag(bits);
        if (count is < 0 or > IndexesMax)
        {
            return false;
        }

        if (count == 0)
        {
            message = _messages[ProtobufCompiler.FullName(_file.Package, _file.MessageTypes[0].Name)];
            return true;
        }

        var types = _file.MessageTypes;
        var name = string.IsNullOrEmpty(_file.Package) ? "" : "." + _file.Package;
        for (; count > 0; count--)
        {
            if (!Varint.TryRead(ref value, out bits) || Varint.ZigZag(bits) is not (>= 0 and var index) || index >= types.Count)
            {
                return false;
            }

            name += "." + types[(int)index].Name;
            types = types[(int)index].NestedTypes;
        }

        return _messages.TryGetValue(name, out message);
    }
}
