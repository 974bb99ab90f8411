namespace MarketGateway.Bench.Processes;

/// <summary>What a role is told: one line of JSON.</summary>
internal sealed record RoleCommand(string Command, object? Argument);
