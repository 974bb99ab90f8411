using MarketGateway.Core.Books;

namespace MarketGateway.Core.Tests.Sessions;

/// <summary>How clients hear of the market's phases.</summary>
public sealed class PhaseTests : IDisposable
{
    private readonly SessionFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task An_answer_tells_the_phase_and_a_status_each_change_beside_a_state_that_stays()
    {
        _fixture.Feed.Snapshot("A", "100:1", "101:1");
        _fixture.Feed.Phase("A", MarketPhase.PreOpen);
        var session = await _fixture.OpenAsync();
        await session.SubscribeAsync("book", "A");
        _fixture.Settle();
        Assert.Equal("pre_open", session.StreamOf("A")["phase"]);

        _fixture.Feed.Phase("A", MarketPhase.Auction);
        _fixture.Settle();
        var status = Assert.Single(session.Control("status"));
        Assert.Equal(("live", "ok", "auction"), (status["state"], status["reason"], status["phase"]));
        Assert.Equal(_fixture.Feed.OccurredAt - 1, status["phaseSince"]);
        Assert.Single(session.Data);
    }

    [Fact]
    public async Task Where_no_phase_is_known_nothing_is_said_of_it()
    {
        _fixture.Feed.Snapshot("A", "100:1", "101:1");
        var session = await _fixture.OpenAsync();
        await session.SubscribeAsync("book", "A");
        _fixture.Settle();
        _fixture.Feed.Delta("A", bids: "102:1");
        _fixture.Settle();

        Assert.DoesNotContain("phase", session.StreamOf("A").Keys);
        Assert.DoesNotContain("phase", Assert.Single(session.Control("status")).Keys);
    }

    [Fact]
    public async Task A_paused_stream_still_hears_of_a_halt()
    {
        _fixture.Feed.Snapshot("A", "100:1", "101:1");
        var session = await _fixture.OpenAsync();
        await session.SubscribeAsync("book", "A");
        _fixture.Settle();
        await session.SendAsync("""{"op":"pause"}""");
        _fixture.Feed.Phase("A", MarketPhase.Halt);
        _fixture.Advance(1_010);

        Assert.Equal("halt", Assert.Single(session.Control("status"))["phase"]);
    }

    [Fact]
    public async Task A_resume_in_brief_tells_the_phase_too()
    {
        var version = _fixture.Feed.Snapshot("A", "100:1", "101:1");
        _fixture.Feed.Phase("A", MarketPhase.Halt);
        var session = await _fixture.OpenAsync();
        await session.SubscribeAsync(
            "book", "A", $$$""","resume":{"epoch":"none","streams":{"A":[{{{version}}},null,null,"0.2.0"]}}""");
        _fixture.Settle();

        var entry = (List<object?>)Assert.Single((List<object?>)session.Control("subscribed")[0]["resumed"]!)!;
        Assert.Equal(["halt", _fixture.Feed.OccurredAt - 1], entry.Skip(5));
    }
}
