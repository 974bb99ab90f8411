namespace MarketGateway.Core.Protocol;

/// <summary>
/// What every data message begins with, after its kind (schemas/wire, section 2).
/// </summary>
/// <param name="Stream">The stream's number in this process.</param>
/// <param name="From">The version that the client stood at; null when there was none.</param>
/// <param name="To">The version that the client stands at afterwards.</param>
/// <param name="Merged">How many source updates lie between; null when not known.</param>
public readonly record struct DataHead(int Stream, long? From, long To, long? Merged);
