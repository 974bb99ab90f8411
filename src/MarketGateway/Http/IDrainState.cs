namespace MarketGateway.Http;

/// <summary>Whether the gateway is about to end: then it is not ready, and takes no further client.</summary>
internal interface IDrainState
{
    /// <summary>Gets a value indicating whether the end has begun.</summary>
    bool IsDraining { get; }
}
