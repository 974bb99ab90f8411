using System.Buffers.Binary;
using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
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

    /// <summary>
    /// Says whether samples are lines of values, though nobody has said so: neither JSON nor bytes, but with commas.
    /// </summary>
    /// <exception cref="CommandException">They are bytes, and their schema is needed.</exception>
    public bool LooksLikeLines(ParseResult parsed, IReadOnlyList<Sample> samples)
    {
        if (parsed.GetValue(_csv) || IsBinary(parsed) || samples[0].Value.AsSpan().TrimStart(" \t"u8) is [(byte)'{' or (byte)'[', ..])
        {
            return false;
        }

        Span<byte> bytes = new byte[samples[0].Value.Length];
        if (Convert.TryFromBase64String(Encoding.UTF8.GetString(samples[0].Value), bytes, out var length) && length > 4)
        {
            throw new CommandException(bytes[0] == 0
                ? $"line {samples[0].Line} is bytes in a registry's form, of schema {BinaryPrimitives.ReadInt32BigEndian(bytes[1..])}: "
                    + "--schemas FOLDER, with that schema as N.avsc or N.proto, reads them."
                : $"line {samples[0].Line} is bytes: --schemas FILE, their .avsc or .proto, reads them.");
        }

        return samples.All(static sample => sample.Value.AsSpan().Contains((byte)','));
    }

    /// <summary>Writes the settings that read records like the samples by a mapping.</summary>
    public JsonObject Settings(ParseResult parsed, bool isLines, string mapping)
    {
        var source = new JsonObject { ["Topics"] = "YOUR-TOPIC", ["Format"] = isLines ? "Csv" : Format(parsed) };
        if (parsed.GetValue(_schemas) is { } schemas)
        {
            source["Schemas"] = schemas;
        }

        if (parsed.GetValue(_message) is { } message)
        {
            source["Message"] = message;
        }

        if (parsed.GetValue(_doubles))
        {
            source["Doubles"] = true;
        }

        source["Mapping"] = mapping;
        return new JsonObject { ["Kafka"] = new JsonObject { ["Sources"] = new JsonObject { [mapping] = source } } };
    }

    /// <summary>Gets whether the samples name their schemas by number, as a registry has them.</summary>
    public bool NamesSchemas(ParseResult parsed) => Directory.Exists(parsed.GetValue(_schemas));

    /// <summary>Gets what the gateway's setting <c>Format</c> would be.</summary>
    public string Format(ParseResult parsed) => parsed.GetValue(_csv) ? "Csv"
        : parsed.GetValue(_schemas) is not { } path ? "Json"
        : path.EndsWith(".proto", StringComparison.OrdinalIgnoreCase)
            || (Directory.Exists(path) && Directory.EnumerateFiles(path, "*.proto").Any()) ? "Protobuf" : "Avro";

    /// <summary>Makes what reads samples as JSON; null when they are.</summary>
    /// <exception cref="CommandException">The schema is not there, or is none.</exception>
    public IValueReader? Reader(ParseResult parsed, bool isLines = false)
    {
        if (isLines || parsed.GetValue(_csv))
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
