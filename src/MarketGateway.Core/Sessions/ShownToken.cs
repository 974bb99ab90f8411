using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>A token that a client has shown, and what it is worth.</summary>
internal sealed record ShownToken(long? Id, TokenVerdict Verdict) : ClientRequest(Id);
