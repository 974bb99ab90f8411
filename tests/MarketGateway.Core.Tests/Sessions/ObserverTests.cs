using MarketGateway.Core.Books;
using MarketGateway.Core.Instruments;
using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;

namespace MarketGateway.Core.Tests.Sessions;

/// <summary>What is measured of sessions, and what is counted of their requests.</summary>
public sealed class ObserverTests : IDisposable
{
    private readonly RecordingObserver _observer = new();
    private readonly SessionFixture _fixture;
    private int _size = 2;

    public ObserverTests()
    {
        _fixture = new SessionFixture(observer: _observer);
        _fixture.Feed.Snapshot("A", "100:1", "101:1");
        _fixture.Feed.Snapshot("B", "100:1", "101:1");
    }

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_flush_is_as_old_as_its_longest_waiting_stream_and_its_news_as_old_as_they_are_at_the_venue()
    {
        var session = await _fixture.OpenAsync();
        await session.SubscribeAsync("book", "A B");
        _fixture.Settle();
        var first = Assert.Single(_observer.Flushes);
        Assert.Equal((TimeSpan.Zero, null, false), (first.StateAge, first.NewsAge, first.IsPaced));

        session.Transport.Block();
        Tell("A", ago: 0);
        await session.UntilAsync(stuck => stuck.Transport.IsStuck, "a flush that the client does not take");
        Tell("A", ago: 40);
        _fixture.Feed.Time.Advance(TimeSpan.FromMilliseconds(300));
        Tell("B", ago: 0);
        _fixture.Feed.Time.Advance(TimeSpan.FromMilliseconds(200));
        session.Transport.Unblock();
        _fixture.Settle();

        var last = _observer.Flushes[^1];
        Assert.Equal(TimeSpan.FromMilliseconds(500), last.StateAge);
        Assert.Equal(TimeSpan.FromMilliseconds(540), last.NewsAge);
    }

    [Fact]
    public async Task A_first_snapshot_of_a_quiet_symbol_is_no_old_news()
    {
        _fixture.Feed.Time.Advance(TimeSpan.FromHours(1));
        var session = await _fixture.OpenAsync();
        await session.SubscribeAsync("book", "A");
        await session.SubscribeAsync("trade", "A", id: 2);
        _fixture.Settle();

        Assert.NotEmpty(_observer.Flushes);
        Assert.All(_observer.Flushes, flush => Assert.Null(flush.NewsAge));
    }

    [Fact]
    public async Task A_flush_that_waited_for_an_interval_says_so()
    {
        var session = await _fixture.OpenAsync();
        await session.SubscribeAsync("book", "A", ",\"intervalMs\":100");
        _fixture.Settle();

        Assert.True(Assert.Single(_observer.Flushes).IsPaced);
    }

    [Fact]
    public async Task Of_many_flushes_with_an_interval_every_eighth_is_measured_whoever_it_goes_to()
    {
        for (var opened = 0; opened < 64; opened++)
        {
            var session = await _fixture.OpenAsync();
            await session.SubscribeAsync("book", "A", ",\"intervalMs\":100");
        }

        _fixture.Advance(200);
        var before = _observer.Flushes.Count;
        for (var beat = 0; beat < 10; beat++)
        {
            Tell("A", ago: 0);
            _fixture.Advance(200);
        }

        Assert.InRange(_observer.Flushes.Count - before, 70, 90);
    }

    [Fact]
    public async Task A_client_that_takes_nothing_is_measured_once_a_second_with_the_age_of_what_waits()
    {
        var session = await _fixture.OpenAsync();
        await session.SubscribeAsync("book", "A");
        _fixture.Settle();
        session.Transport.Block();
        Tell("A", ago: 0);
        await session.UntilAsync(stuck => stuck.Transport.IsStuck, "a flush that the client does not take");
        var before = _observer.Unsent.Count;
        Tell("A", ago: 0);
        _fixture.Advance(3_000);

        var measured = _observer.Unsent.Skip(before).ToArray();
        Assert.InRange(measured.Length, 2, 4);
        Assert.All(measured, age => Assert.InRange(age, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(3)));
        Assert.True(measured[^1] >= TimeSpan.FromSeconds(2), $"the last is {measured[^1]}");
    }

    [Fact]
    public async Task Refusals_are_counted_by_code_of_whole_requests_and_of_single_symbols_alike()
    {
        var session = await _fixture.OpenAsync();
        await session.SendAsync("""{"op":"dance","id":1}""");
        await session.SubscribeAsync("book", "A NONE NEITHER", id: 2);
        await session.SendAsync("""{"op":"unsubscribe","id":3,"streams":[77]}""");

        var counters = _fixture.Hub.Counters;
        Assert.Equal(1, counters.Refused(RequestErrorCode.UnknownOp));
        Assert.Equal(2, counters.Refused(RequestErrorCode.UnknownSymbol));
        Assert.Equal(1, counters.Refused(RequestErrorCode.NotSubscribed));
        Assert.Equal(4, Enum.GetValues<RequestErrorCode>().Sum(counters.Refused));
    }

    [Fact]
    public async Task Subscriptions_are_counted_by_channel_until_their_session_ends()
    {
        var session = await _fixture.OpenAsync();
        await session.SubscribeAsync("book", "A B");
        await session.SubscribeAsync("quote", "A", id: 2);
        var account = _fixture.Feed.Market.Delivery;
        Assert.Equal(
            (2, 1, 0),
            (account.Subscriptions(Channel.Book), account.Subscriptions(Channel.Quote), account.Subscriptions(Channel.Trade)));

        session.End(SessionEndReason.ClientClosed);
        Assert.Equal(0, Enum.GetValues<Channel>().Sum(account.Subscriptions));
    }

    [Fact]
    public async Task A_client_that_comes_back_is_counted_by_what_it_gets()
    {
        var session = await _fixture.OpenAsync();
        var epoch = _fixture.Feed.Market.Epoch.Name;
        await session.SubscribeAsync("book", "A", Offer(epoch, "A"));
        await session.SubscribeAsync("book", "B", Offer("another log", "B"), id: 2);
        await session.SubscribeAsync("quote", "B", id: 3);

        var counters = _fixture.Hub.Counters;
        Assert.Equal((1, 1), (counters.Resumed(ResumeKind.Delta), counters.Resumed(ResumeKind.Snapshot)));
    }

    private static string Offer(string epoch, string symbol) =>
        $$$""","resume":{"epoch":"{{{epoch}}}","streams":{"{{{symbol}}}":[0,null,null,"0.2.0"]}}""";

    /// <summary>Changes a book by something that happened so many milliseconds ago.</summary>
    private void Tell(string symbol, int ago)
    {
        _fixture.Feed.OccurredAt = _fixture.Feed.Time.GetUnixMicroseconds() - (ago * 1000);
        _fixture.Feed.Delta(symbol, bids: $"100:{_size++}");
    }
}
