namespace MarketGateway.Admin;

/// <summary>What an operator asks of the log.</summary>
/// <param name="Category">The category, such as `MarketGateway`, or `Default`.</param>
/// <param name="Level">The level; null: that of the settings again.</param>
/// <param name="Minutes">For how long; null: a quarter of an hour.</param>
internal sealed record LogLevelRequest(string? Category, string? Level, int? Minutes);
