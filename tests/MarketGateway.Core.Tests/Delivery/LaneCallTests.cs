using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Delivery;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Protocol;
using MarketGateway.Core.Tests.Conflation;

namespace MarketGateway.Core.Tests.Delivery;

/// <summary>What calls a lane at once, and what may wait until its rest is over.</summary>
public sealed class LaneCallTests
{
    private const int IntervalMs = 100;

    private readonly TestFeed _feed = new();
    private readonly Lane _lane;
    private readonly LaneStream _stream;
    private int _calls;
    private int _callsForLater;

    public LaneCallTests()
    {
        _feed.Snapshot("A", "100:1", "101:1");
        _lane = new Lane(_feed.Market, new LaneClock(_feed.Time))
        {
            OnWork = () => _calls++,
            OnPacedWork = () => _callsForLater++,
        };
        var symbol = _feed.Symbol("A");
        var stream = symbol.Acquire(new StreamKey(Channel.Book, 0), _feed.Market.StreamNumbers, new StreamCursor());
        _stream = new LaneStream(new LaneChannel(_lane, symbol.Books), stream);
        _stream.Channel.Add(_stream);
    }

    [Fact]
    public void A_change_that_only_intervals_wait_for_may_wait_and_a_status_after_it_may_not()
    {
        Follow(IntervalMs);
        _feed.Delta("A", bids: "100:2");
        _feed.Delta("A", bids: "100:3");
        Assert.Equal((0, 1), (_calls, _callsForLater));

        _feed.Market.Skipped(FeedTopic.Books, _feed.Symbol("A"), DecodeError.Malformed);

        Assert.Equal((1, 1), (_calls, _callsForLater));
    }

    [Fact]
    public void A_change_that_somebody_without_interval_waits_for_calls_at_once()
    {
        Follow(IntervalMs);
        Follow(intervalMs: 0);
        _feed.Delta("A", bids: "100:2");

        Assert.Equal((1, 0), (_calls, _callsForLater));
    }

    [Fact]
    public void No_beat_is_awaited_where_nobody_has_an_interval_and_any_moment_may_be_one_before_the_first()
    {
        Follow(intervalMs: 0);
        Assert.Equal(Timed.Never, _lane.FindEarliestBeat());

        Follow(IntervalMs);
        Assert.Equal(0, _lane.FindEarliestBeat());
    }

    private void Follow(int intervalMs) =>
        _lane.CohortOf(new CohortPace(intervalMs, 0, WireFormat.MessagePack)).Add(_stream);
}
