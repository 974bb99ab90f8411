using System.CommandLine;
using MarketGateway.Core.Schemas;

namespace MarketGateway.Tools.Map;

/// <summary>The options that say what samples are written in, and what reads them as JSON.</summary>
internal sealed class SampleForm
{
    private const int BytesMax = 1 << 20;

    private readonly Option<string?> _schemas = new("--schemas")
    {
        Description = "Samples are Avro or Protobuf, in base64: the file of their schema (.avsc, .proto), or the folder of "
            + "schemas that they name by number (7.avsc).",
        HelpName = "PATH",
    };

    private readonly Option<string?> _message = new("--message")
    {
        Description = "Which message of the one .proto file samples are; the first, else.",
        HelpName = "NAME",
    };

    private readonly Option<bool> _doubles = new("--doubles") { Description = "Prices and sizes may be doubles." };

    private readonly Option<bool> _csv = new("--csv") { Description = "Samples are lines of values with commas between." };

    public void AddTo(Command command)
    {
        command.Add(_schemas);
        command.Add(_message);
        command.Add(_doubles);
        command.Add(_csv);
    }

    /// <summary>Gets whether samples are bytes, written in base64.</summary>
    public bool IsBinary(ParseResult parsed) => parsed.GetValue(_schemas) is not null;

    /// <summary>Gets what the gateway's setting <c>Format</c> would be.</summary>
    public string Format(ParseResult parsed) => parsed.GetValue(_csv) ? "Csv"
        : parsed.GetValue(_schemas) is not { } path ? "Json"
        : path.EndsWith(".proto", StringComparison.OrdinalIgnoreCase) ? "Protobuf" : "Avro";

    /// <summary>Makes what reads samples as JSON; null when they are.</summary>
    /// <exception cref="CommandException">The schema is not there, or is none.</exception>
    public IValueReader? Reader(ParseResult parsed)
    {
        if (parsed.GetValue(_csv))
        {
            return new CsvReader(BytesMax);
        }

        if (parsed.GetValue(_schemas) is not { } path)
        {
            return null;
        }

        try
        {
            return Directory.Exists(path)
                ? new SchemaReader(new SampleSchemas(path), BytesMax, parsed.GetValue(_doubles))
                : new SchemaReader(SampleSchemas.ReadFile(path, parsed.GetValue(_message)), BytesMax, parsed.GetValue(_doubles));
        }
        catch (Exception e) when (e is SchemaException or IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path}: {e.Message}");
        }
    }
}
