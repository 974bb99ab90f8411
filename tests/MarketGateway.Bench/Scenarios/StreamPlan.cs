using MarketGateway.Bench.Crowd;
using MarketGateway.Bench.Peers.Bare;

namespace MarketGateway.Bench.Scenarios;

/// <summary>One server under one load.</summary>
internal sealed record StreamPlan
{
    public required string Label { get; init; }

    public required CrowdSettings Crowd { get; init; }

    public required int Instruments { get; init; }

    /// <summary>Gets the records a second; 0: the feed stays quiet.</summary>
    public required int Rate { get; init; }

    /// <summary>Gets the interval at which a conflating peer sends.</summary>
    public int PeerIntervalMs { get; init; } = 100;

    /// <summary>Gets what the bare sender does, where the server is one.</summary>
    public BareSettings? Bare { get; init; }

    /// <summary>Gets how long the broker gathers records before it answers a fetch; for everybody who reads it.</summary>
    public int FetchLingerMs { get; init; }

    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(4);

    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets a value indicating whether the clients cannot keep up, so that the end is not compared.</summary>
    public bool IsSaturating { get; init; }
}
