using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>What a client sent instead of a request; it is answered in the order of requests.</summary>
internal sealed record RefusedRequest(long? Id, RequestError Error) : ClientRequest(Id);
