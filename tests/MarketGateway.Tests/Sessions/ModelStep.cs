namespace MarketGateway.Tests.Sessions;

/// <summary>One step of a random run: what, by whom, and the seed of the particulars.</summary>
internal sealed record ModelStep(ModelAct Act, int Client, int Seed);
