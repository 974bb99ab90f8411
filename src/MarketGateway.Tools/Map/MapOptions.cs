using System.CommandLine;
using MarketGateway.Core.Mapping;

namespace MarketGateway.Tools.Map;

/// <summary>The options that the commands about mappings share.</summary>
internal static class MapOptions
{
    public static Option<string> Records() => new("--records")
    {
        Description = "A file with one record a line: its value, or KEY, a tab, and its value, as kafka-console-consumer "
            + "writes it with print.key=true. Avro and Protobuf (--schemas) in base64.",
        HelpName = "FILE",
        Required = true,
    };

    /// <summary>Reads a mapping: a file, or one that comes with the gateway.</summary>
    /// <exception cref="CommandException">There is none, or it is wrong.</exception>
    public static FeedMapping Mapping(string name)
    {
        try
        {
            return MappingFile.Read(name);
        }
        catch (MappingException e)
        {
            throw new CommandException($"{name}: {string.Join(" ", e.Faults)}");
        }
    }
}
