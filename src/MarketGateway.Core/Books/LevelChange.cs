namespace MarketGateway.Core.Books;

/// <summary>A level that changed after some cursor, and the size that it had there (0: it did not exist).</summary>
/// <param name="Key">The level's key in its <see cref="BookSide"/>.</param>
/// <param name="PreviousSize">The size at the cursor.</param>
public readonly record struct LevelChange(long Key, long PreviousSize);
