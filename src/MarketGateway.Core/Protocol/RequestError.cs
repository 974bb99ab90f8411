namespace MarketGateway.Core.Protocol;

/// <summary>A refusal: a code for programs and a sentence for people that names the bad value and what would be right.</summary>
public sealed record RequestError(RequestErrorCode Code, string Message)
{
    /// <summary>Gets after how many milliseconds the same would be granted; null where waiting does not help.</summary>
    public long? RetryMs { get; init; }
}
