using MarketGateway.Core.Conflation;

namespace MarketGateway.Core.Tests.Conflation;

/// <summary>A lane that only counts how often it is notified.</summary>
internal sealed class TestFollower : StreamFollower
{
    public int Count { get; private set; }

    public void Listen() => Rearm();

    protected override void OnChanged() => Count++;
}
