namespace MarketGateway.Security;

/// <summary>Why a request comes too soon, and when it would not.</summary>
internal readonly record struct RateRefusal(string Message, TimeSpan RetryAfter);
