namespace MarketGateway.Core.Protocol;

/// <summary>What a single request may ask for; the session's limits are part of it, so that errors can name them.</summary>
public sealed record RequestLimits(int DepthMax, int HistoryMax, int SymbolsMax);
