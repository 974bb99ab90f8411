namespace MarketGateway.Tools.Map;

/// <summary>One record of a file of samples.</summary>
/// <param name="Line">The line it stands in.</param>
/// <param name="Key">Its key; empty when it has none.</param>
/// <param name="Value">Its value.</param>
internal sealed record Sample(int Line, byte[] Key, byte[] Value);
