namespace MarketGateway.Core.Sessions;

/// <summary>What a request asks for, in parts that others can wait for.</summary>
internal interface IPartialWork
{
    /// <summary>Does the next part; true when that was the last one.</summary>
    bool Advance(long now);
}
