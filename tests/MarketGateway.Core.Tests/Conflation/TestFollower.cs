using MarketGateway.Core.Conflation;

namespace MarketGateway.Core.Tests.Conflation;

/// <summary>Follows one stream as a lane does; counts how often that showed something new, once until the test listens again.</summary>
internal sealed class TestFollower : ChannelFollower
{
    private readonly List<int> _changed = [];
    private bool _hasHeard;

    public TestFollower(MarketStream stream)
        : base(stream.Channel) => Add(stream);

    public new int Count { get; private set; }

    public void Listen()
    {
        Look(_changed);
        _hasHeard = false;
    }

    public void Leave() => RemoveAt(0);

    protected override void OnStatusChanged()
    {
    }

    protected override void OnChanged()
    {
        _changed.Clear();
        Look(_changed);
        Count += _changed.Count > 0 && !_hasHeard ? 1 : 0;
        _hasHeard |= _changed.Count > 0;
    }
}
