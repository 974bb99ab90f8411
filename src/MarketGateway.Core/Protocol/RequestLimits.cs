namespace MarketGateway.Core.Protocol;

/// <summary>What a single request may ask for.</summary>
/// <param name="DepthMax">A greater depth is brought down to it.</param>
/// <param name="HistoryMax">A longer history is brought down to it.</param>
/// <param name="ArrayMax">How many elements an array, or a resume, may have: as many as the session may hold streams.</param>
public sealed record RequestLimits(int DepthMax, int HistoryMax, int ArrayMax);
