namespace MarketGateway.Admin;

/// <summary>Sends all clients to other replicas, while the process goes on.</summary>
internal interface IDrainControl
{
    /// <summary>Gets a value indicating whether it has begun; it does not end but with the process.</summary>
    bool IsDraining { get; }

    /// <summary>Gets the longest time that it takes.</summary>
    TimeSpan Window { get; }

    /// <summary>Begins it; false when it has begun already.</summary>
    bool TryBegin();
}
