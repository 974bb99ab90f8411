namespace MarketGateway.Admin;

/// <summary>Why records were skipped, how many, and the last of them: `skipped` in schemas/admin/openapi.yaml.</summary>
internal sealed record SkippedReason(string Reason, long Count, IReadOnlyList<SkippedRow> Records);
