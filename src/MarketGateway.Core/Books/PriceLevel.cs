namespace MarketGateway.Core.Books;

/// <summary>
/// One price of one side of a book and the total size there, as integers in the symbol's scales.
/// As an update, <see cref="Size"/> is the new total and 0 removes the level.
/// </summary>
public readonly record struct PriceLevel(long Price, long Size);
