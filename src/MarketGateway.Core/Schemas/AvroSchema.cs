using System.Text;
using System.Text.Json;
using Avro;
using MarketGateway.Core.Feed;
using AvroRecord = Avro.RecordSchema;

namespace MarketGateway.Core.Schemas;

/// <summary>An Avro schema, read by Apache's library, and turned into what <see cref="AvroWalk"/> follows.</summary>
internal sealed class AvroSchema : RecordSchema
{
    private readonly AvroNode _root;

    private AvroSchema(AvroNode root) => _root = root;

    public static AvroSchema Parse(string text, IReadOnlyList<(string Name, string Text)> references)
    {
        try
        {
            // A union knows the names of its branches from the first on: so references come before what names them.
            var schema = references.Count == 0
                ? Schema.Parse(text)
                : ((UnionSchema)Schema.Parse($"[{string.Join(',', references.Select(reference => reference.Text))},{text}]"))
                    .Schemas[^1];
            return new AvroSchema(Compile(schema, []));
        }
        catch (Exception e) when (e is AvroException or Newtonsoft.Json.JsonException or ArgumentException or InvalidCastException)
        {
            throw new SchemaException($"it is no Avro schema: {e.Message}", e);
        }
    }

    internal override DecodeError Write(ReadOnlySpan<byte> value, bool isFramed, TreeText output)
    {
        var walk = new AvroWalk(value, output);
        return walk.Read(_root);
    }

    private static AvroNode Compile(Schema? schema, List<(Schema Schema, AvroNode Node)> known)
    {
        // By reference: records that name themselves are the same object, and comparing them would not end.
        if (known.Find(entry => ReferenceEquals(entry.Schema, schema)).Node is { } before)
        {
            return before;
        }

        return schema switch
        {
            LogicalSchema logical => CompileLogical(logical, known),
            AvroRecord record => CompileRecord(record, known),
            EnumSchema symbols => Named(new AvroNode(AvroKind.Enumeration), symbols.Symbols, ""),
            FixedSchema bytes => new AvroNode(AvroKind.Fixed) { Size = bytes.Size },
            ArraySchema list => Parent(new AvroNode(AvroKind.List), [list.ItemSchema], known),
            MapSchema map => Parent(new AvroNode(AvroKind.Map), [map.ValueSchema], known),
            UnionSchema union => Parent(new AvroNode(AvroKind.Union), union.Schemas, known),
            null => throw new SchemaException("it is no Avro schema: it has a type that there is not"),
            _ => new AvroNode(schema.Tag switch
            {
                Schema.Type.Null => AvroKind.Null,
                Schema.Type.Boolean => AvroKind.Boolean,
                Schema.Type.Int or Schema.Type.Long => AvroKind.Integer,
                Schema.Type.Float => AvroKind.Single,
                Schema.Type.Double => AvroKind.Double,
                Schema.Type.Bytes => AvroKind.Bytes,
                Schema.Type.String => AvroKind.Text,
                _ => throw new SchemaException($"the type {schema.Tag} is not read"),
            }),
        };
    }

    private static AvroNode CompileLogical(LogicalSchema schema, List<(Schema Schema, AvroNode Node)> known)
    {
        if (schema.LogicalType is not Avro.Util.Decimal)
        {
            // Times are whole numbers, in the unit that the mapping says.
            return Compile(schema.BaseSchema, known);
        }

        var scale = int.Parse(schema.GetProperty("scale") ?? "0", System.Globalization.CultureInfo.InvariantCulture);
        return schema.BaseSchema is FixedSchema bytes
            ? new AvroNode(AvroKind.FixedDecimal) { Scale = scale, Size = bytes.Size }
            : new AvroNode(AvroKind.Decimal) { Scale = scale };
    }

    private static AvroNode CompileRecord(AvroRecord schema, List<(Schema Schema, AvroNode Node)> known)
    {
        var node = new AvroNode(IsScaled(schema) ? AvroKind.Scaled : AvroKind.Record);
        known.Add((schema, node));
        Named(node, schema.Fields.Select(field => field.Name), ":");
        return Parent(node, schema.Fields.Select(field => field.Schema), known);
    }

    private static bool IsScaled(AvroRecord schema) => schema.Fields is [{ Name: "mantissa" } mantissa, { Name: "exponent" } exponent]
        && mantissa.Schema.Tag is Schema.Type.Int or Schema.Type.Long
        && exponent.Schema.Tag is Schema.Type.Int or Schema.Type.Long;

    private static AvroNode Named(AvroNode node, IEnumerable<string> names, string end)
    {
        node.Names.AddRange(names.Select(name => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(name) + end)));
        return node;
    }

    private static AvroNode Parent(AvroNode node, IEnumerable<Schema> children, List<(Schema Schema, AvroNode Node)> known)
    {
        node.Children.AddRange(children.Select(child => Compile(child, known)));
        return node;
    }
}
