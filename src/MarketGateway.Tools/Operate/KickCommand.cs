using System.CommandLine;
using MarketGateway.Tools.Commands;

namespace MarketGateway.Tools.Operate;

/// <summary><c>mgw kick</c>: ends a session, and tells its client why.</summary>
internal sealed class KickCommand : Command, IDocumentedCommand
{
    private readonly Argument<string[]> _ids = new("ID")
    {
        Description = "Sessions, as 'mgw sessions' shows them.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly OperatorOptions _operator = new();

    private readonly Option<string> _reason = new("--reason")
    {
        Description = "What its client is told, 40 characters at most.",
        HelpName = "TEXT",
    };

    private readonly Option<bool> _forGood = new("--for-good")
    {
        Description = "Tell its client not to come again by itself (4505 instead of 4004).",
    };

    private KickCommand()
        : base("kick", "End sessions; their clients are told why.")
    {
        Add(_ids);
        _operator.AddTo(this);
        Add(_reason);
        Add(_forGood);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } = ["mgw kick 1f3", "mgw kick 1f3 --reason 'wrong desk' --for-good"];

    public string ExitCodes => "0 ended; 1 wrong option, no gateway there, no such session, or it refuses";

    public static Command Create() => new KickCommand();

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        using var gateway = _operator.Open(parsed);
        var reason = Uri.EscapeDataString(parsed.GetValue(_reason) ?? "");
        var reconnect = parsed.GetValue(_forGood) ? "false" : "true";
        foreach (var id in parsed.GetRequiredValue(_ids))
        {
            var answer = await gateway.SendAsync(
                HttpMethod.Delete, $"/admin/sessions/{Uri.EscapeDataString(id)}?reason={reason}&reconnect={reconnect}", cancellation);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"{id} {OperatorTables.Text(answer, "reason")}");
        }

        return MgwCommandLine.Succeeded;
    }
}
