using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Audit;

/// <summary>That a data message led a stream from one version to another.</summary>
/// <param name="Stream">The stream's number in its process.</param>
/// <param name="Kind">The message's kind.</param>
/// <param name="From">Where the client stood; null: nowhere.</param>
/// <param name="To">Where it stands then.</param>
/// <param name="Checksum">The checksum that the message told; null where it has none.</param>
public readonly record struct AuditStep(int Stream, DataKind Kind, long? From, long To, uint? Checksum);
