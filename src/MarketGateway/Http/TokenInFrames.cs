namespace MarketGateway.Http;

/// <summary>Marks the endpoint whose clients may show their token after the request: in a frame.</summary>
internal sealed class TokenInFrames;
