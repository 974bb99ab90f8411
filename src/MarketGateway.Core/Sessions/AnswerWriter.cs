using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>Writes one control message.</summary>
internal delegate void AnswerWriter(ref WireWriter writer);
