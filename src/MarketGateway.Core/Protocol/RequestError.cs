namespace MarketGateway.Core.Protocol;

/// <summary>A refusal: a code for programs and a sentence for people that names the bad value and what would be right.</summary>
/// <param name="Code">The code.</param>
/// <param name="Message">The sentence.</param>
/// <param name="RetryMs">After how many milliseconds the same would be granted; null where waiting does not help.</param>
public sealed record RequestError(RequestErrorCode Code, string Message, long? RetryMs = null);
