namespace MarketGateway.Admin;

/// <summary>A partition as operators are shown it: `partitions` in schemas/admin/openapi.yaml.</summary>
internal sealed record PartitionRow(
    string Topic,
    int Partition,
    bool IsReachable,
    long Start,
    long? Position,
    long End,
    long? LagRecords,
    double? LagSeconds,
    long Decoded,
    long Skipped);
