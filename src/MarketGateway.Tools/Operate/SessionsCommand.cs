using System.CommandLine;
using MarketGateway.Tools.Commands;

namespace MarketGateway.Tools.Operate;

/// <summary><c>mgw sessions</c>: who is connected to a gateway, the worst first, or one session with its streams.</summary>
internal sealed class SessionsCommand : Command, IDocumentedCommand
{
    private readonly Argument<string?> _id = new("ID")
    {
        Description = "One session, with its streams.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly OperatorOptions _operator = new();

    private readonly Option<string> _sort = new Option<string>("--sort")
    {
        Description = "By what, the greatest first.",
        DefaultValueFactory = static _ => "oldestUnsent",
    }.AcceptOnlyFromAmong("oldestUnsent", "bytes", "age", "subscriptions");

    private readonly Option<string> _state = new Option<string>("--state")
    {
        Description = "Only those in this state.",
    }.AcceptOnlyFromAmong("live", "lagging", "unadmitted");

    private readonly Option<string> _filter = new("--filter")
    {
        Description = "Only those with this in principal, address or client name.",
        HelpName = "TEXT",
    };

    private readonly Option<int> _limit = OptionValues.Integer("--limit", "At most so many.", 100, 1, 1000);

    private readonly Option<bool> _json = new("--json") { Description = "Print what the gateway answers." };

    private SessionsCommand()
        : base("sessions", "Show who is connected, the worst first, or one session with its streams.")
    {
        Add(_id);
        _operator.AddTo(this);
        Add(_sort);
        Add(_state);
        Add(_filter);
        Add(_limit);
        Add(_json);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "mgw sessions",
        "mgw sessions --state lagging --sort bytes --admin http://gateway-0:9464",
        "mgw sessions 1f3",
    ];

    public string ExitCodes => "0 shown; 1 wrong option, no gateway there, no such session, or it refuses";

    public static Command Create() => new SessionsCommand();

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var output = parsed.InvocationConfiguration.Output;
        using var gateway = _operator.Open(parsed);
        var id = parsed.GetValue(_id);
        var answer = await gateway.GetAsync(id is null ? Query(parsed) : $"/admin/sessions/{Uri.EscapeDataString(id)}", cancellation);
        if (parsed.GetValue(_json))
        {
            await output.WriteLineAsync(answer.GetRawText());
            return MgwCommandLine.Succeeded;
        }

        var table = id is null
            ? OperatorTables.Sessions(answer, TimeProvider.System.GetUtcNow())
            : OperatorTables.Streams(answer);
        foreach (var line in table.Lines())
        {
            await output.WriteLineAsync(line);
        }

        return MgwCommandLine.Succeeded;
    }

    private string Query(ParseResult parsed) =>
        $"/admin/sessions?sort={parsed.GetValue(_sort)}&limit={parsed.GetValue(_limit)}"
        + $"&state={parsed.GetValue(_state)}&filter={Uri.EscapeDataString(parsed.GetValue(_filter) ?? "")}";
}
