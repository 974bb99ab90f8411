using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Mapping;
using MarketGateway.Core.Schemas;
using MarketGateway.Tools.Commands;

namespace MarketGateway.Tools.Map;

/// <summary><c>mgw map suggest</c>: which of the mappings that come with the gateway fits the samples, or a draft.</summary>
internal sealed class MapSuggestCommand : Command, IDocumentedCommand
{
    /// <summary>So many paths of a record are shown to who has to write a mapping.</summary>
    private const int PathsMax = 40;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>An object in which a name stands twice cannot be looked up by it.</summary>
    private static readonly JsonDocumentOptions Unique = new() { AllowDuplicateProperties = false };

    private readonly Option<string> _records = MapOptions.Records();

    private readonly SampleForm _form = new();

    public MapSuggestCommand()
        : base("suggest", "Find which mapping that comes with the gateway fits the records, or draft one.")
    {
        Add(_records);
        _form.AddTo(this);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "mgw map suggest --records sample.jsonl",
        "mgw map suggest --records sample.base64 --schemas orders.proto",
    ];

    public string ExitCodes => "0 one fits; 1 none does (a draft is shown), or a wrong option";

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var output = parsed.InvocationConfiguration.Output;
        var samples = SampleFile.Read(parsed.GetValue(_records)!, _form.IsBinary(parsed));
        var isLines = _form.LooksLikeLines(parsed, samples);
        Fit[] fits =
        [
            .. ReadyMappings.Names.Select(name =>
                    Try(FeedMapping.Parse(ReadyMappings.Find(name)!), name, samples, _form.Reader(parsed, isLines)))
                .Where(fit => fit.Updates > 0)
                .OrderBy(fit => fit.Skipped).ThenByDescending(fit => fit.Updates),
        ];
        foreach (var fit in fits)
        {
            await output.WriteLineAsync($"{fit.Name}: {fit.Updates} updates, {fit.Skipped} skipped");
        }

        cancellation.ThrowIfCancellationRequested();
        if (fits is [var best, ..])
        {
            await output.WriteLineAsync();
            await output.WriteLineAsync(_form.Settings(parsed, isLines, best.Name).ToJsonString(Indented));
            if (_form.NamesSchemas(parsed))
            {
                await output.WriteLineAsync("With Kafka:SchemaRegistry:Url instead of Schemas the registry is asked for the schemas.");
            }

            if (best.Skipped > 0)
            {
                await output.WriteLineAsync($"'mgw map check --source {best.Name}' says what does not fit.");
            }

            return MgwCommandLine.Succeeded;
        }

        await output.WriteLineAsync("None of " + string.Join(", ", ReadyMappings.Names) + " fits. The paths of the first record:");
        foreach (var path in PathsOf(samples[0], _form.Reader(parsed, isLines)))
        {
            await output.WriteLineAsync("  " + path);
        }

        await WriteDraftAsync(output, samples, parsed, isLines);
        return MgwCommandLine.Failed;
    }

    /// <summary>A draft is worth more than nothing even where some records do not fit it; how many is said.</summary>
    private async Task WriteDraftAsync(TextWriter output, IReadOnlyList<Sample> samples, ParseResult parsed, bool isLines)
    {
        var haveKeys = samples.All(static sample => sample.Key.Length > 0);
        if (MapDraft.Of([.. Objects(samples, _form.Reader(parsed, isLines))], haveKeys) is not { } draft)
        {
            return;
        }

        var json = draft.Mapping.ToJsonString(Indented);
        Fit fit;
        try
        {
            fit = Try(FeedMapping.Parse(json), "draft", samples, _form.Reader(parsed, isLines));
        }
        catch (MappingException)
        {
            return;
        }

        await output.WriteLineAsync();
        await output.WriteLineAsync(
            $"A draft by names and values: {fit.Updates} updates, {fit.Skipped} skipped. Its comments say "
            + "what is uncertain; save it, and 'mgw map check --source FILE' says what it makes of each record:");
        await output.WriteLineAsync();
        await output.WriteLineAsync(json);
    }

    private static IEnumerable<JsonObject> Objects(IReadOnlyList<Sample> samples, IValueReader? reader)
    {
        foreach (var sample in samples)
        {
            if (ObjectOf(sample, reader) is { } record)
            {
                yield return record;
            }
        }
    }

    private static JsonObject? ObjectOf(Sample sample, IValueReader? reader)
    {
        ReadOnlySpan<byte> json = sample.Value;
        if (reader is not null && reader.Read(json, out json) != DecodeError.None)
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(json, documentOptions: Unique) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Fit Try(FeedMapping mapping, string name, IReadOnlyList<Sample> samples, IValueReader? reader)
    {
        var trial = new MapTrial(mapping, reader);
        foreach (var sample in samples)
        {
            trial.Read(sample);
        }

        return new Fit(name, trial.Applied, trial.Skipped);
    }

    private static IEnumerable<string> PathsOf(Sample sample, IValueReader? reader)
    {
        ReadOnlySpan<byte> json = sample.Value;
        if (reader?.Read(json, out json) is { } error and not DecodeError.None)
        {
            return [$"({error.Reason()})"];
        }

        try
        {
            using var document = JsonDocument.Parse(json.ToArray());
            return [.. PathsOf(document.RootElement, "").Take(PathsMax)];
        }
        catch (JsonException e)
        {
            return [$"(no JSON: {e.Message})"];
        }
    }

    private static IEnumerable<string> PathsOf(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject()
            .SelectMany(member => PathsOf(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}")),
        JsonValueKind.Array => element.EnumerateArray().Take(2).SelectMany((item, index) =>
            PathsOf(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"))),
        _ => [$"{(path.Length == 0 ? "." : path)} = {element.GetRawText()}"],
    };

    private sealed record Fit(string Name, int Updates, int Skipped);
}
