using System.CommandLine;
using System.Text.Json;
using MarketGateway.Tools.Commands;

namespace MarketGateway.Tools.Operate;

/// <summary><c>mgw drain</c>: sends all clients of a gateway to other replicas, and waits until they are gone.</summary>
internal sealed class DrainCommand : Command, IDocumentedCommand
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly OperatorOptions _operator = new();

    private readonly Option<bool> _yes = new("--yes")
    {
        Description = "Do it: the replica takes no client any more until it is started anew.",
    };

    private DrainCommand()
        : base("drain", "Send all clients to other replicas; the process goes on until it is stopped.")
    {
        _operator.AddTo(this);
        Add(_yes);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } = ["mgw drain", "mgw drain --yes --admin http://gateway-0:9464"];

    public string ExitCodes => "0 drained, or said how it stands; 1 wrong option, no gateway there, or it refuses";

    public static Command Create() => new DrainCommand();

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var output = parsed.InvocationConfiguration.Output;
        using var gateway = _operator.Open(parsed);
        if (!parsed.GetValue(_yes))
        {
            var (draining, sessions) = Read(await gateway.GetAsync("/admin/drain", cancellation));
            await output.WriteLineAsync(draining
                ? $"draining, {sessions} sessions are left"
                : $"{sessions} sessions; --yes sends them away, and the replica takes no other until it is started anew");
            return MgwCommandLine.Succeeded;
        }

        var (_, left) = Read(await gateway.SendAsync(HttpMethod.Post, "/admin/drain", cancellation));
        var line = new LiveLine(output);
        using var timer = new PeriodicTimer(Interval, TimeProvider.System);
        while (left > 0)
        {
            line.Write($"draining, {left} sessions are left");
            await timer.WaitForNextTickAsync(cancellation);
            (_, left) = Read(await gateway.GetAsync("/admin/drain", cancellation));
        }

        line.End();
        await output.WriteLineAsync("drained: no session is left");
        return MgwCommandLine.Succeeded;
    }

    private static (bool IsDraining, long Sessions) Read(JsonElement answer) =>
        (answer.GetProperty("draining").GetBoolean(), answer.GetProperty("sessions").GetInt64());
}
