using System.CommandLine;
using MarketGateway.Tools.Commands;

namespace MarketGateway.Tools.Map;

/// <summary><c>mgw map check</c>: what a mapping makes of samples, one by one, and the books at the end.</summary>
internal sealed class MapCheckCommand : Command, IDocumentedCommand
{
    private readonly Option<string> _source = new("--source")
    {
        Description = "The mapping: a file, or the name of one that comes with the gateway.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string> _records = MapOptions.Records();

    private readonly SampleForm _form = new();

    private readonly Option<int> _depth = OptionValues.Integer("--depth", "Levels of each side to show at the end.", 5, 1, 1000);

    public MapCheckCommand()
        : base("check", "Say what a mapping makes of each record, and what the books are after them.")
    {
        Add(_source);
        Add(_records);
        Add(_depth);
        _form.AddTo(this);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "mgw map check --source binance --records sample.jsonl",
        "mgw map check --source itch --records sample.base64 --schemas orders.avsc",
    ];

    public string ExitCodes => "0 every sample fits; 1 wrong mapping or option, or a sample that does not fit";

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var output = parsed.InvocationConfiguration.Output;
        var trial = new MapTrial(MapOptions.Mapping(parsed.GetValue(_source)!), _form.Reader(parsed));
        foreach (var sample in SampleFile.Read(parsed.GetValue(_records)!, _form.IsBinary(parsed)))
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var line in trial.Read(sample))
            {
                await output.WriteLineAsync($"line {sample.Line}: {line}");
            }
        }

        await output.WriteLineAsync();
        foreach (var line in trial.Summarise(parsed.GetValue(_depth)))
        {
            await output.WriteLineAsync(line);
        }

        await output.WriteLineAsync($"{trial.Applied} updates, {trial.Skipped} skipped");
        return trial.Skipped == 0 ? MgwCommandLine.Succeeded : MgwCommandLine.Failed;
    }
}
