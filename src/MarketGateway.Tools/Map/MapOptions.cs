using System.CommandLine;

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
}
