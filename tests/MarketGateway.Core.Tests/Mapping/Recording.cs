using System.Text;
using MarketGateway.Core.Schemas;

namespace MarketGateway.Core.Tests.Mapping;

/// <summary>A recording of schemas/sources: its records, and what reads them where they are no JSON.</summary>
internal sealed class Recording
{
    private const int BytesMax = 1 << 20;

    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "schemas", "sources", "recordings");

    private readonly string _path;

    public Recording(string name)
    {
        _path = Path.Combine(Folder, name);
        var form = Array.Find([".jsonl", ".csv", ".base64"], form => File.Exists(_path + form))!;
        Records =
        [
            .. File.ReadLines(_path + form).Select(line => line.Split('\t'))
                .Select(parts => (parts[0], form == ".base64" ? Convert.FromBase64String(parts[1]) : Encoding.UTF8.GetBytes(parts[1]))),
        ];
    }

    public IReadOnlyList<(string Key, byte[] Value)> Records { get; }

    /// <summary>Makes what reads its values as JSON; null when they are.</summary>
    public IValueReader? Reader() => File.Exists(_path + ".csv") ? new CsvReader(BytesMax)
        : File.Exists(_path + ".avsc") ? Of(SchemaKind.Avro, ".avsc")
        : File.Exists(_path + ".proto") ? Of(SchemaKind.Protobuf, ".proto")
        : null;

    /// <summary>Reads a file that lies beside the recording.</summary>
    public string TextOf(string form) => File.ReadAllText(_path + form);

    private SchemaReader Of(SchemaKind kind, string form) =>
        new(RecordSchema.Parse(kind, File.ReadAllText(_path + form)), BytesMax, allowsDoubles: false);
}
