using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;

namespace MarketGateway.Testing;

/// <summary>How fresh the feed is, as a test says.</summary>
public sealed class SettablePulse : IFeedPulse
{
    private volatile IReadOnlyList<TopicPulse> _topics =
        [new("md.books", null, null), new("md.ticks", null, null)];

    public IReadOnlyList<TopicPulse> Topics
    {
        get => _topics;
        set => _topics = value;
    }
}
