namespace MarketGateway.Core.Protocol;

/// <summary>Where a data message ends in a buffer, and when its newest update occurred; null: not known.</summary>
internal readonly record struct MessageEnd(int End, long? Newest);
