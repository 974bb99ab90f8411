using System.Text;
using System.Text.Json;
using Google.Protobuf.Reflection;

namespace MarketGateway.Core.Schemas;

/// <summary>Turns descriptors into what the walk over values follows. Used by one thread, once per schema.</summary>
internal sealed class ProtobufCompiler
{
    private readonly Dictionary<string, EnumDescriptorProto> _enumerations = [];

    public ProtobufCompiler(FileDescriptorSet set)
    {
        var types = new List<(string Name, DescriptorProto Type, bool IsProto3)>();
        foreach (var file in set.Files)
        {
            if (!string.IsNullOrEmpty(file.Syntax) && file.Syntax is not ("proto2" or "proto3"))
            {
                throw new SchemaException($"the syntax {file.Syntax} is not read; it must be proto2 or proto3");
            }

            AddEnumerations(file.Package, file.EnumTypes);
            foreach (var type in file.MessageTypes)
            {
                Collect(file.Package, type, file.Syntax == "proto3", types);
            }
        }

        foreach (var (name, _, _) in types)
        {
            Messages[name] = new ProtoMessage();
        }

        foreach (var (name, type, isProto3) in types)
        {
            Compile(name, Messages[name], type, isProto3);
        }
    }

    /// <summary>Gets the messages by full name, with a point in front.</summary>
    public Dictionary<string, ProtoMessage> Messages { get; } = new(StringComparer.Ordinal);

    public static string FullName(string? package, string name) =>
        string.IsNullOrEmpty(package) ? "." + name : $".{package.TrimStart('.')}.{name}";

    private void Collect(string? outer, DescriptorProto type, bool isProto3, List<(string, DescriptorProto, bool)> types)
    {
        var name = FullName(outer, type.Name);
        types.Add((name, type, isProto3));
        AddEnumerations(name, type.EnumTypes);
        foreach (var nested in type.NestedTypes)
        {
            Collect(name, nested, isProto3, types);
        }
    }

    private void AddEnumerations(string? outer, IEnumerable<EnumDescriptorProto> enumerations)
    {
        foreach (var enumeration in enumerations)
        {
            _enumerations[FullName(outer, enumeration.Name)] = enumeration;
        }
    }

    private void Compile(string name, ProtoMessage message, DescriptorProto type, bool isProto3)
    {
        foreach (var field in type.Fields)
        {
            message.Fields.Add(Compile(field, isProto3));
        }

        message.Shape = type.Options?.MapEntry == true ? ProtoShape.MapEntry
            : name == ".google.protobuf.Timestamp" ? ProtoShape.Timestamp
            : name == ".confluent.type.Decimal" ? ProtoShape.Decimal
            : IsScaled(type) ? ProtoShape.Scaled
            : ProtoShape.Object;
        message.Complete();
    }

    private static bool IsScaled(DescriptorProto type) =>
        type.Fields is [{ Name: "mantissa" }, { Name: "exponent" }] && type.Fields.TrueForAll(field => KindOf(field) is
            ProtoKind.Integer or ProtoKind.ZigZag or ProtoKind.Signed32 or ProtoKind.Signed64);

    private ProtoField Compile(FieldDescriptorProto field, bool isProto3)
    {
        var kind = KindOf(field);
        var isRepeated = field.label == FieldDescriptorProto.Label.LabelRepeated;
        var hasPresence = !isProto3 || field.Proto3Optional || field.ShouldSerializeOneofIndex() || kind == ProtoKind.Message;
        var compiled = new ProtoField(
            field.Number, Encoding.UTF8.GetBytes(JsonSerializer.Serialize(field.Name) + ":"), kind, isRepeated, hasPresence);
        if (kind == ProtoKind.Message)
        {
            compiled.Message = Messages.GetValueOrDefault(field.TypeName)
                ?? throw new SchemaException($"the type {field.TypeName} of {field.Name} is not there");
        }
        else if (kind == ProtoKind.Enumeration && _enumerations.TryGetValue(field.TypeName, out var enumeration))
        {
            foreach (var value in enumeration.Values)
            {
                compiled.Symbols.TryAdd(value.Number, JsonSerializer.SerializeToUtf8Bytes(value.Name));
            }
        }

        return compiled;
    }

    private static ProtoKind KindOf(FieldDescriptorProto field) => field.type switch
    {
        FieldDescriptorProto.Type.TypeInt32 or FieldDescriptorProto.Type.TypeInt64 => ProtoKind.Integer,
        FieldDescriptorProto.Type.TypeUint32 => ProtoKind.Unsigned32,
        FieldDescriptorProto.Type.TypeUint64 => ProtoKind.Unsigned,
        FieldDescriptorProto.Type.TypeSint32 or FieldDescriptorProto.Type.TypeSint64 => ProtoKind.ZigZag,
        FieldDescriptorProto.Type.TypeBool => ProtoKind.Boolean,
        FieldDescriptorProto.Type.TypeEnum => ProtoKind.Enumeration,
        FieldDescriptorProto.Type.TypeFixed32 => ProtoKind.Fixed32,
        FieldDescriptorProto.Type.TypeSfixed32 => ProtoKind.Signed32,
        FieldDescriptorProto.Type.TypeFixed64 => ProtoKind.Fixed64,
        FieldDescriptorProto.Type.TypeSfixed64 => ProtoKind.Signed64,
        FieldDescriptorProto.Type.TypeFloat => ProtoKind.Single,
        FieldDescriptorProto.Type.TypeDouble => ProtoKind.Double,
        FieldDescriptorProto.Type.TypeString => ProtoKind.Text,
        FieldDescriptorProto.Type.TypeBytes => ProtoKind.Bytes,
        FieldDescriptorProto.Type.TypeMessage => ProtoKind.Message,
        _ => throw new SchemaException($"the type of {field.Name} ({field.type}) is not read"),
    };
}
