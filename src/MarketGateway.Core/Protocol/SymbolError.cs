namespace MarketGateway.Core.Protocol;

/// <summary>Why one symbol, or one stream number, of a request was refused; the others are not affected.</summary>
public readonly record struct SymbolError(string? Symbol, long Stream, RequestError Error);
