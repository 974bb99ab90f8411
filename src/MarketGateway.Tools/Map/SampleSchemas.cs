using System.Globalization;
using MarketGateway.Core.Schemas;

namespace MarketGateway.Tools.Map;

/// <summary>The schemas of a folder, by the numbers that their files are called by: 7.avsc, 8.proto.</summary>
internal sealed class SampleSchemas(string folder) : ISchemaSource
{
    private readonly Dictionary<int, RecordSchema?> _schemas = [];

    public SchemaAnswer Find(int id, out RecordSchema? schema)
    {
        if (!_schemas.TryGetValue(id, out schema))
        {
            schema = _schemas[id] = Read(Path.Combine(folder, id.ToString(CultureInfo.InvariantCulture)));
        }

        return schema is null ? SchemaAnswer.Unknown : SchemaAnswer.Known;
    }

    /// <summary>Reads a schema by the ending of its file.</summary>
    /// <exception cref="SchemaException">It is none.</exception>
    public static RecordSchema ReadFile(string file, string? message) => RecordSchema.Parse(
        file.EndsWith(".proto", StringComparison.OrdinalIgnoreCase) ? SchemaKind.Protobuf : SchemaKind.Avro,
        File.ReadAllText(file),
        message: message);

    private static RecordSchema? Read(string file) =>
        Array.Find([file + ".avsc", file + ".proto"], File.Exists) is { } found ? ReadFile(found, null) : null;
}
