using System.CommandLine;
using MarketGateway.Tools.Commands;

namespace MarketGateway.Tools.Load;

/// <summary><c>mgw load</c>: a crowd of sessions on a gateway, each message proven, with a live table.</summary>
internal sealed class LoadCommand : Command, IDocumentedCommand
{
    private readonly Argument<string[]> _symbols = new("SYMBOL")
    {
        Description = "Symbols, and patterns with * and ?, of which the sessions take some; all if none is given.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<Uri> _url = UrlOption.Create();

    private readonly Option<string?> _token = new("--token")
    {
        Description = "What to show the gateway, where it asks who is there.",
        HelpName = "TEXT",
    };

    private readonly LoadSwitches _load = new();

    private readonly Option<int?> _duration = OptionValues.OptionalInteger(
        "--duration", "End after so many seconds instead of at Ctrl+C.", 1, 1_000_000);

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print one line of JSON a second and one at the end, for other programs to read.",
    };

    private LoadCommand()
        : base("load", "Put a load of many sessions on a gateway and measure it, each message proven.")
    {
        Add(_symbols);
        Add(_url);
        Add(_token);
        _load.AddTo(this);
        Add(_duration);
        Add(_json);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "mgw load --sessions 1000 --channel book,quote --interval 100ms --duration 30",
        "mgw load 'ES*' 'NQ*' --sessions 200 --symbols-per-session 0",
        "mgw load --sessions 500 --slow 10 --read-rate 20000 --stalled 10 --interval 100ms",
        "mgw load --sessions 100 --channel quote --fields bidPrice,askPrice --window 4 --json",
    ];

    public string ExitCodes =>
        "0 everything was right; 1 wrong option, no gateway there, or a message, checksum, account or connection was wrong";

    public static Command Create() => new LoadCommand();

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var options = _load.Read(parsed, parsed.GetRequiredValue(_url), Symbols(parsed));
        var output = parsed.InvocationConfiguration.Output;
        ILoadOutput show = parsed.GetValue(_json) ? new LoadJson(output)
            : Console.IsOutputRedirected || output != Console.Out ? new LoadLines(output)
            : new LoadTable();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var loading = new Loading(options, parsed.GetValue(_token), show);
        var duration = parsed.GetValue(_duration) is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        return await loading.RunAsync(duration, stop.Token) ? MgwCommandLine.Succeeded : MgwCommandLine.Failed;
    }

    private string[] Symbols(ParseResult parsed) =>
        parsed.GetValue(_symbols) is { Length: > 0 } given ? given : ["*"];
}
