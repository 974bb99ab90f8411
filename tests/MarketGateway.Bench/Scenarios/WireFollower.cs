using MarketGateway.Core.Conflation;

namespace MarketGateway.Bench.Scenarios;

/// <summary>Notes that a stream has changed since it was looked at last.</summary>
internal sealed class WireFollower : ChannelFollower
{
    private readonly List<int> _changed = [];

    public WireFollower(MarketStream stream)
        : base(stream.Channel) => Add(stream);

    public bool IsChanged { get; private set; } = true;

    public void Look()
    {
        IsChanged = false;
        _changed.Clear();
        Look(_changed);
    }

    protected override void OnStatusChanged()
    {
    }

    protected override void OnChanged() => IsChanged = true;
}
