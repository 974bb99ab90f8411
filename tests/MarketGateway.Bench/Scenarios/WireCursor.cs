using MarketGateway.Core.Conflation;

namespace MarketGateway.Bench.Scenarios;

/// <summary>Where a client of the wire scenario stands; notes when something that it sees has changed.</summary>
internal sealed class WireCursor : StreamCursor
{
    public bool IsChanged { get; set; } = true;

    protected internal override int ToldEpoch => 0;

    protected internal override void OnChanged() => IsChanged = true;
}
