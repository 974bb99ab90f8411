using MarketGateway.Core.Conflation;

namespace MarketGateway.Bench.Scenarios;

/// <summary>Where a client of the wire scenario stands; notes when something that it sees has changed.</summary>
internal sealed class WireCursor : StreamCursor
{
    public WireFollower Follower { get; set; } = null!;
}
