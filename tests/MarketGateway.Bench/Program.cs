using BenchmarkDotNet.Running;
using MarketGateway.Bench;
using MarketGateway.Bench.Crowd;
using MarketGateway.Bench.Feed;
using MarketGateway.Bench.Peers.Bare;
using MarketGateway.Bench.Peers.SignalR;
using MarketGateway.Bench.Processes;

// dotnet run -c Release --project tests/MarketGateway.Bench -- SCENARIO [--size small|full] [--runs N] [--report DIR]
// dotnet run -c Release --project tests/MarketGateway.Bench -- micro --filter '*'
switch (args)
{
    case [Role.Argument, var role]:
        return await Role.RunAsync(role switch
        {
            "feed" => new FeedRole(),
            "crowd" => new CrowdRole(),
            "signalr" => new SignalRRole(),
            "bare" => new BareRole(),
            "consumer" => new ConsumerRole(),
            _ => throw new BenchException($"'{role}' is not a role"),
        });
    case ["micro", .. var rest]:
        // A benchmark that did not build or whose check threw has no result; that it failed is not in the exit code.
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(BenchCommandLine).Assembly).Run(rest).ToArray();
        return summaries.Length > 0 && summaries.All(static summary =>
            !summary.HasCriticalValidationErrors && summary.Reports.All(static report => report.Success)) ? 0 : 1;
    default:
        return await BenchCommandLine.RunAsync(args);
}
