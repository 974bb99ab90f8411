using System.Globalization;

namespace MarketGateway.Kafka;

/// <summary>A folder with a file for each schema, called by its number: <c>7.avsc</c>, <c>8.proto</c>.</summary>
internal sealed class SchemaFolder(string path) : ISchemaLoader
{
    public string Name => path;

    public async Task<LoadedSchema?> LoadAsync(int id, CancellationToken cancellation)
    {
        string file = Path.Combine(path, id.ToString(CultureInfo.InvariantCulture));
        string? found = Array.Find([file + ".avsc", file + ".proto"], File.Exists);
        if (found is null)
        {
            return null;
        }

        try
        {
            return new LoadedSchema(
                found.EndsWith(".avsc", StringComparison.Ordinal) ? "AVRO" : "PROTOBUF",
                await File.ReadAllTextAsync(found, cancellation),
                []);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SchemaLoadException(e.Message, e);
        }
    }
}
