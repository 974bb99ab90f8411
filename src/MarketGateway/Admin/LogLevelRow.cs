namespace MarketGateway.Admin;

/// <summary>A level of the log that an operator set: `logging` in schemas/admin/openapi.yaml.</summary>
internal sealed record LogLevelRow(string Category, string Level, DateTimeOffset Until);
