namespace MarketGateway.Client;

/// <summary>One price of one side of a book and the total size there, as integers in the stream's scales.</summary>
public readonly record struct BookLevel(long Price, long Size);
