using System.CommandLine;
using MarketGateway.Tools.Commands;

namespace MarketGateway.Tools.Map;

/// <summary><c>mgw map</c>: tries mappings of sources (schemas/sources) without a gateway.</summary>
internal sealed class MapCommand : Command, IDocumentedCommand
{
    private MapCommand()
        : base("map", "Try how records of other shapes are read (schemas/sources), without a gateway.")
    {
        Add(new MapCheckCommand());
        Add(new MapSuggestCommand());
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "mgw map check --source binance --records sample.jsonl",
        "mgw map check --source my-mapping.json --records sample.jsonl --depth 10",
        "mgw map suggest --records sample.jsonl",
    ];

    public string ExitCodes => "0 every sample fits; 1 wrong mapping or option, or a sample that does not fit";

    public static Command Create() => new MapCommand();
}
