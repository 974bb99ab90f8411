using System.CommandLine;
using MarketGateway.Tools.Commands;

namespace MarketGateway.Tools.Conform;

/// <summary><c>mgw conform</c>: tries whether a client does what schemas/wire asks of one.</summary>
internal sealed class ConformCommand : Command, IDocumentedCommand
{
    private readonly Option<string> _command = new("--command")
    {
        Description = "What starts the client, as the lines of schemas/wire/conformance.md ask it.",
        HelpName = "COMMAND",
        Required = true,
    };

    private readonly Option<string?> _only = new("--only")
    {
        Description = "The names of the scenes to play, with commas between them. All by default.",
        HelpName = "NAME,...",
    };

    private readonly Option<int> _patience = OptionValues.Integer(
        "--patience", "For how many seconds a client may take until it has done something.", 10, 1, 600);

    private ConformCommand()
        : base("conform", "Try whether a client keeps the promises of schemas/wire.")
    {
        Add(_command);
        Add(_only);
        Add(_patience);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "mgw conform --command \"mgw conform-client\"",
        "mgw conform --command \"python3 my_client.py\" --only gap,checksum",
    ];

    public string ExitCodes => "0 all promises hold; 1 wrong option, or some do not";

    public static Command Create() => new ConformCommand();

    private static IEnumerable<Scene> Scenes => [.. StreamScenes.All, .. ConnectionScenes.All, .. RecordedScenes.All];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var output = parsed.InvocationConfiguration.Output;
        var patience = TimeSpan.FromSeconds(parsed.GetValue(_patience));
        var wanted = parsed.GetValue(_only)?.Split(',', StringSplitOptions.TrimEntries);
        if (wanted?.FirstOrDefault(static name => Scenes.All(scene => scene.Name != name)) is { } unknown)
        {
            throw new CommandException(
                $"there is no scene '{unknown}', but {string.Join(", ", Scenes.Select(static scene => scene.Name))}.");
        }

        var failed = 0;
        var played = 0;
        foreach (var scene in Scenes.Where(scene => wanted?.Contains(scene.Name) ?? true))
        {
            cancellation.ThrowIfCancellationRequested();
            played++;
            var problem = await PlayAsync(scene, parsed.GetRequiredValue(_command), patience);
            failed += problem is null ? 0 : 1;
            await output.WriteLineAsync($"{(problem is null ? "ok     " : "FAILED ")} {scene.Name}: {scene.Promise}");
            if (problem is not null)
            {
                await output.WriteLineAsync($"        {problem}");
            }
        }

        await output.WriteLineAsync($"{played - failed} of {played} promises hold");
        return failed == 0 ? MgwCommandLine.Succeeded : MgwCommandLine.Failed;
    }

    /// <summary>Null: the promise holds; else what was seen instead.</summary>
    private static async Task<string?> PlayAsync(Scene scene, string command, TimeSpan patience)
    {
        using var server = new ScriptedServer();
        using var client = ClientProcess.Start(command, patience);
        try
        {
            await scene.Play(new SceneContext(client, server, patience));
            return null;
        }
        catch (SceneException broken)
        {
            return broken.Message;
        }
        catch (IOException gone)
        {
            return $"the client left in the middle of it: {gone.Message}";
        }
    }
}
