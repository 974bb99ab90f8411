namespace MarketGateway.Core.Protocol;

/// <summary>A refusal: a code for programs and a sentence for people that names the bad value and what would be right.</summary>
public sealed record RequestError(RequestErrorCode Code, string Message);
