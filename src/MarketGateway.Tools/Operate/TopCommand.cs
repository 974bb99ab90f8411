using System.CommandLine;
using MarketGateway.Tools.Commands;

namespace MarketGateway.Tools.Operate;

/// <summary><c>mgw top</c>: sessions, symbols and partitions of a gateway, live.</summary>
internal sealed class TopCommand : Command, IDocumentedCommand
{
    private readonly OperatorOptions _operator = new();

    private readonly Option<string> _view = new Option<string>("--view")
    {
        Description = "What to begin with.",
        DefaultValueFactory = static _ => "sessions",
    }.AcceptOnlyFromAmong(TopScreen.Views);

    private readonly Option<bool> _once = new("--once") { Description = "Print one picture, for pipes, and end." };

    private TopCommand()
        : base("top", "Watch sessions, symbols and partitions of a gateway; keys choose what, and in which order.")
    {
        _operator.AddTo(this);
        Add(_view);
        Add(_once);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } =
        ["mgw top", "mgw top --view partitions --admin http://gateway-0:9464", "mgw top --once"];

    public string ExitCodes => "0 ended by Ctrl+C or q; 1 wrong option, no gateway there, or it refuses";

    public static Command Create() => new TopCommand();

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        using var gateway = _operator.Open(parsed);
        var screen = new TopScreen(gateway, TimeProvider.System) { View = parsed.GetRequiredValue(_view) };
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(_once) || Console.IsOutputRedirected || output != Console.Out)
        {
            foreach (var line in await screen.ReadAsync(TopScreen.RowsMax, cancellation))
            {
                await output.WriteLineAsync(line);
            }

            return MgwCommandLine.Succeeded;
        }

        await screen.ShowAsync(cancellation);
        return MgwCommandLine.Succeeded;
    }
}
