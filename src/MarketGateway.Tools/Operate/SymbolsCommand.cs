using System.CommandLine;
using MarketGateway.Tools.Commands;

namespace MarketGateway.Tools.Operate;

/// <summary><c>mgw symbols</c>: how each symbol is at a gateway and why, or one of them in full.</summary>
internal sealed class SymbolsCommand : Command, IDocumentedCommand
{
    private readonly Argument<string?> _symbol = new("SYMBOL")
    {
        Description = "One symbol, in full.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly OperatorOptions _operator = new();

    private readonly Option<string> _state = new Option<string>("--state")
    {
        Description = "Only those in this state, those first that have been so for longest.",
    }.AcceptOnlyFromAmong("loading", "live", "gapped", "stale");

    private readonly Option<string> _filter = new("--filter")
    {
        Description = "Only those with this in their name, or that match a pattern with *.",
        HelpName = "TEXT",
    };

    private readonly Option<int> _limit = OptionValues.Integer("--limit", "At most so many.", 100, 1, 1000);

    private readonly Option<bool> _json = new("--json") { Description = "Print what the gateway answers." };

    private SymbolsCommand()
        : base("symbols", "Show how symbols are, why and since when, or one of them in full.")
    {
        Add(_symbol);
        _operator.AddTo(this);
        Add(_state);
        Add(_filter);
        Add(_limit);
        Add(_json);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } = ["mgw symbols --state gapped", "mgw symbols ESH6"];

    public string ExitCodes => "0 shown; 1 wrong option, no gateway there, no such symbol, or it refuses";

    public static Command Create() => new SymbolsCommand();

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var output = parsed.InvocationConfiguration.Output;
        using var gateway = _operator.Open(parsed);
        var now = TimeProvider.System.GetUtcNow();
        var symbol = parsed.GetValue(_symbol);
        var answer = await gateway.GetAsync(
            symbol is null
                ? $"/admin/symbols?state={parsed.GetValue(_state)}&limit={parsed.GetValue(_limit)}"
                    + $"&filter={Uri.EscapeDataString(parsed.GetValue(_filter) ?? "")}"
                : $"/admin/symbols/{Uri.EscapeDataString(symbol)}",
            cancellation);
        if (parsed.GetValue(_json))
        {
            await output.WriteLineAsync(answer.GetRawText());
            return MgwCommandLine.Succeeded;
        }

        foreach (var line in (symbol is null ? OperatorTables.Symbols(answer, now) : OperatorTables.Symbol(answer, now)).Lines())
        {
            await output.WriteLineAsync(line);
        }

        return MgwCommandLine.Succeeded;
    }
}
