namespace MarketGateway.Core.Conflation;

/// <summary>Identifies the log that the state comes from; versions compare only inside one epoch.</summary>
/// <param name="Number">Counts the epochs of this process.</param>
/// <param name="Name">The same on every replica that reads the same log.</param>
public sealed record MarketEpoch(int Number, string Name);
