using MarketGateway.Core.Conflation;

namespace MarketGateway.Bench.Scenarios;

/// <summary>Notes that a stream has changed since it was looked at last.</summary>
internal sealed class WireFollower : StreamFollower
{
    public bool IsChanged { get; private set; } = true;

    public void Look()
    {
        IsChanged = false;
        Rearm();
    }

    protected override void OnChanged() => IsChanged = true;
}
