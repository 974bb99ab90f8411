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
        BenchmarkSwitcher.FromAssembly(typeof(BenchCommandLine).Assembly).Run(rest);
        return 0;
    default:
        return await BenchCommandLine.RunAsync(args);
}
