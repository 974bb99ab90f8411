using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;

namespace MarketGateway.Core.Tests.Sessions;

/// <summary>A client that does not take what it is sent costs a cursor, and ends with a name.</summary>
public sealed class BackPressureTests : IDisposable
{
    private readonly SessionFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_client_that_does_not_read_gets_one_delta_for_all_it_missed()
    {
        var session = await FollowAsync();
        session.Transport.Block();
        _fixture.Feed.Delta("A", bids: "100:2");
        _fixture.Settle();
        var flushes = session.Flushes.Count;
        for (var size = 1; size <= 1000; size++)
        {
            _fixture.Feed.Delta("A", bids: $"100:{size}");
        }

        Assert.Equal(flushes, session.Flushes.Count);
        session.Transport.Unblock();
        _fixture.Settle();

        Assert.Equal(flushes + 1, session.Flushes.Count);
        Assert.Equal((1000L, 1000L), (session.Data[^1].Merged, session.Data[^1].Bids[0].Size));
    }

    [Fact]
    public async Task With_a_window_no_more_flushes_are_in_flight()
    {
        var session = await FollowAsync("""{"op":"hello","window":5}""");
        var flushes = session.Flushes.Count;
        await session.SendAsync($$"""{"op":"ack","flush":{{flushes}}}""");
        for (var size = 2; size <= 20; size++)
        {
            _fixture.Feed.Delta("A", bids: $"100:{size}");
            _fixture.Settle();
        }

        Assert.Equal(flushes + 5, session.Flushes.Count);
        await session.SendAsync($$"""{"op":"ack","flush":{{flushes + 1}}}""");
        _fixture.Settle();

        Assert.Equal(flushes + 6, session.Flushes.Count);
        Assert.Equal((14L, 20L), (session.Data[^1].Merged, session.Data[^1].Bids[0].Size));
    }

    [Fact]
    public async Task A_flush_that_was_not_sent_cannot_be_acknowledged()
    {
        var session = await _fixture.OpenAsync();

        await session.SendAsync("""{"op":"ack","id":4,"flush":2}""");
        _fixture.Settle();

        var error = Assert.Single(session.Control("error"));
        Assert.Equal((4L, "out_of_range"), (error["id"], error["code"]));
    }

    [Theory]
    [InlineData("{\"op\":\"ping\"}", "{\"op\":\"ping\"}")]
    [InlineData("nonsense", "{\"op\":\"ack\",\"flush\":0}")]
    [InlineData("{\"op\":\"ack\",\"flush\":999999}", "{\"op\":\"ack\",\"flush\":0}")]
    public async Task A_client_that_asks_without_reading_is_not_read_any_more(string first, string second)
    {
        using var fixture = new SessionFixture(new() { AnswerBytesMax = 4096 });
        var session = await fixture.OpenAsync(WireFormat.Json);
        session.Transport.Block();
        await session.SendAsync("""{"op":"ping"}""");
        fixture.Settle();

        var requests = 0;
        var handled = Task.CompletedTask;
        for (; requests < 2_000 && handled.IsCompleted; requests++)
        {
            handled = session.BeginSend(requests % 2 == 0 ? first : second);
        }

        Assert.True(requests < 500, $"{requests} requests were taken");
        session.Transport.Unblock();
        await handled.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_large_subscribe_waits_in_parts_while_the_client_does_not_read()
    {
        using var fixture = new SessionFixture(new() { AnswerBytesMax = 4096 });
        for (var symbol = 0; symbol < 1_200; symbol++)
        {
            fixture.Feed.Quote($"S{symbol}", bid: "100:1");
        }

        var session = await fixture.OpenAsync();
        session.Transport.Block();
        var subscribing = session.BeginSend("""{"op":"subscribe","id":7,"channel":"quote","symbols":["*"]}""");
        Assert.False(subscribing.IsCompleted);

        session.Transport.Unblock();
        await subscribing.WaitAsync(TimeSpan.FromSeconds(20));
        fixture.Settle();

        var answers = session.Control("subscribed");
        Assert.Equal([true, true, false], answers.Select(answer => answer["more"]));
        Assert.Equal([500, 500, 200], answers.Select(answer => ((List<object?>)answer["streams"]!).Count));
        Assert.Equal(1_200, session.Data.Count);
        Assert.True(session.Words.IndexOf("QuoteSnapshot 1") < session.Words.LastIndexOf("subscribed"), "interleaved");
    }

    [Fact]
    public async Task A_large_flush_is_sent_in_pieces()
    {
        using var fixture = new SessionFixture(new() { FlushBytesMax = 4096 });
        for (var symbol = 0; symbol < 400; symbol++)
        {
            fixture.Feed.Quote($"S{symbol}", bid: "100:1");
        }

        var session = await fixture.OpenAsync();
        await session.SubscribeAsync("quote", "*");
        fixture.Settle();

        Assert.Equal(400, session.Data.Count);
        Assert.True(session.Transport.Flushes.Skip(2).All(flush => flush.Length < 4096 + 200), "pieces");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_breaks_ends_the_session_as_lost(bool isSynchronous)
    {
        var session = await FollowAsync();
        if (isSynchronous)
        {
            session.Transport.Fault = new IOException("reset");
            _fixture.Feed.Delta("A", bids: "100:2");
        }
        else
        {
            session.Transport.Block();
            _fixture.Feed.Delta("A", bids: "100:2");
            _fixture.Settle();
            session.Transport.Unblock(new IOException("reset"));
        }

        await session.UntilEndedAsync();

        Assert.Equal(SessionEndReason.PeerLost, session.Transport.ClosedBecause);
        Assert.Null(session.Session.Fault);
    }

    [Fact]
    public async Task A_client_that_takes_nothing_for_the_stall_limit_is_ended_as_slow()
    {
        var session = await FollowAsync();
        session.Transport.Block();
        _fixture.Feed.Delta("A", bids: "100:2");
        _fixture.Settle();

        _fixture.Advance(29_000);
        Assert.False(session.Session.IsEnded);
        _fixture.Advance(2_000);

        Assert.Equal(SessionEndReason.SlowConsumer, session.Transport.ClosedBecause);
        Assert.Equal(1, session.Transport.CloseCount);
        Assert.Equal(0, _fixture.Hub.Count);
        Assert.Equal(1, _fixture.Hub.Counters.Ended(SessionEndReason.SlowConsumer));
    }

    [Fact]
    public async Task A_client_that_acknowledges_nothing_for_the_stall_limit_is_ended_as_slow()
    {
        var session = await FollowAsync("""{"op":"hello","window":3}""");
        await session.SendAsync($$"""{"op":"ack","flush":{{session.Flushes.Count}}}""");

        _fixture.Advance(30_000);
        Assert.False(session.Session.IsEnded);
        _fixture.Advance(2_500);

        Assert.Equal(SessionEndReason.SlowConsumer, session.Transport.ClosedBecause);
    }

    [Fact]
    public async Task A_client_with_nothing_to_acknowledge_for_long_is_not_slow()
    {
        var session = await FollowAsync("""{"op":"hello","window":3,"heartbeatMs":30000}""");
        await session.SendAsync($$"""{"op":"ack","flush":{{session.Flushes.Count}}}""");
        _fixture.Advance(29_500);
        for (var size = 2; size <= 6; size++)
        {
            _fixture.Feed.Delta("A", bids: $"100:{size}");
            _fixture.Settle();
        }

        _fixture.Advance(3_000);

        Assert.False(session.Session.IsEnded);
    }

    [Fact]
    public async Task The_answer_to_a_window_comes_though_a_flush_fills_it_that_was_built_before()
    {
        var session = await _fixture.OpenAsync();
        var requesting = Task.CompletedTask;
        _fixture.OnHeartbeat = () =>
        {
            _fixture.OnHeartbeat = null;
            requesting = session.SendAsync("""{"op":"hello","id":1,"window":1}""");
        };

        _fixture.Advance(1_010);
        await requesting;
        _fixture.Settle();

        Assert.Equal(["welcome", "heartbeat", "hello"], session.Words);
    }

    [Fact]
    public async Task A_client_that_opens_its_window_late_is_not_slow_at_once()
    {
        var session = await _fixture.OpenAsync();
        _fixture.Advance(40_000);
        await session.SendAsync("""{"op":"hello","window":2}""");
        _fixture.Advance(3_000);

        Assert.False(session.Session.IsEnded);
    }

    [Fact]
    public async Task A_subscribe_under_way_when_its_session_ends_does_not_hang()
    {
        using var fixture = new SessionFixture(new() { AnswerBytesMax = 4096 });
        var session = await fixture.OpenAsync();
        session.End(SessionEndReason.ClientClosed);

        var symbols = string.Join(' ', Enumerable.Range(0, 2_000).Select(number => $"NOPE{number}"));
        await session.SubscribeAsync("book", symbols).WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(0, session.Session.SubscriptionCount);
    }

    private async Task<TestSession> FollowAsync(string? hello = null)
    {
        _fixture.Feed.Snapshot("A", "100:1", "101:1");
        var session = await _fixture.OpenAsync();
        if (hello is not null)
        {
            await session.SendAsync(hello);
        }

        await session.SubscribeAsync("book", "A");
        _fixture.Settle();
        return session;
    }
}
