namespace MarketGateway.Core.Tests.Sessions;

/// <summary>How often a session tells its client something.</summary>
public sealed class PacingTests : IDisposable
{
    private readonly SessionFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task While_the_feed_is_behind_what_clients_see_is_later_and_still_all()
    {
        _fixture.Feed.Snapshot("A", "100:1", "101:1");
        var session = await _fixture.OpenAsync();
        await session.SubscribeAsync("book", "A");
        _fixture.Settle();
        _fixture.IsBehind = true;
        for (var size = 2; size <= 100; size++)
        {
            _fixture.Feed.Delta("A", bids: $"100:{size}");
        }

        await session.UntilAsync(client => client.Data[^1].Bids[0].Size == 100, "the last update");
        Assert.Equal(99, session.Data.Sum(message => message.Merged));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(250)]
    public async Task A_symbol_is_told_at_most_once_per_interval(int interval)
    {
        var session = await FollowAsync(1, interval);
        var before = session.Data.Count;
        for (var passed = 0; passed < 2_000; passed += 10)
        {
            _fixture.Feed.Delta("S0", bids: $"100:{passed + 1}");
            _fixture.Advance(10);
        }

        var messages = session.Data[before..];
        Assert.InRange(messages.Count, (2_000 / interval) - 2, (2_000 / interval) + 1);
        Assert.InRange(messages.Sum(message => message.Merged!.Value), 200 - (interval / 10) - 1, 200);
    }

    [Fact]
    public async Task Flushes_follow_the_interval_and_not_the_number_of_streams()
    {
        var session = await FollowAsync(50, interval: 100);
        _fixture.Advance(200);
        var before = session.Flushes.Count(flush => flush.OfType<List<object?>>().Any());
        for (var passed = 0; passed < 2_000; passed += 10)
        {
            for (var symbol = passed / 10 % 5; symbol < 50; symbol += 5)
            {
                _fixture.Feed.Delta($"S{symbol}", bids: $"100:{passed + 2}");
            }

            _fixture.Advance(10);
        }

        var flushes = session.Flushes.Count(flush => flush.OfType<List<object?>>().Any()) - before;
        Assert.InRange(flushes, 15, 45);
    }

    [Fact]
    public async Task A_quiet_paced_symbol_is_told_at_once_when_it_changes()
    {
        var session = await FollowAsync(1, interval: 500);
        _fixture.Advance(1_000);
        var before = session.Data.Count;

        _fixture.Feed.Delta("S0", bids: "100:9");
        _fixture.Settle();

        Assert.Equal(before + 1, session.Data.Count);
    }

    [Fact]
    public async Task A_client_that_missed_a_beat_is_led_to_now_as_soon_as_it_takes_it_and_then_goes_on_with_the_others()
    {
        var onTime = await FollowAsync(1, interval: 100);
        var late = await FollowAsync(1, interval: 100, """{"op":"hello","window":1}""");
        _fixture.Advance(1_000);
        _fixture.Feed.Delta("S0", bids: "100:3");
        _fixture.Advance(1_500);
        var (onTimeBefore, lateBefore) = (onTime.Data.Count, late.Data.Count);
        _fixture.Feed.Delta("S0", bids: "100:5");
        _fixture.Settle();
        var newest = _fixture.Feed.Delta("S0", bids: "100:7");
        await late.SendAsync($$"""{"op":"ack","flush":{{late.Flushes.Count}}}""");
        _fixture.Settle();

        Assert.Equal((newest - 1, newest), (onTime.Data[onTimeBefore].To, late.Data[lateBefore].To));
        await late.SendAsync($$"""{"op":"ack","flush":{{late.Flushes.Count}}}""");
        _fixture.Advance(200);
        Assert.All([onTime, late], session => Assert.Equal(newest, session.Data[^1].To));
    }

    [Fact]
    public async Task Without_an_interval_every_update_is_told_while_the_client_keeps_up()
    {
        var session = await FollowAsync(1, interval: 0);
        var before = session.Data.Count;
        for (var size = 2; size < 22; size++)
        {
            _fixture.Feed.Delta("S0", bids: $"100:{size}");
            _fixture.Settle();
        }

        Assert.Equal(20, session.Data.Count - before);
        Assert.All(session.Data[before..], message => Assert.Equal(1, message.Merged));
    }

    [Fact]
    public async Task A_session_gets_no_more_bytes_per_second_than_it_asked_for()
    {
        var session = await FollowAsync(20, interval: 0, """{"op":"hello","maxBytesPerSecond":2000}""");
        _fixture.Advance(3_000);
        var before = session.Transport.Flushes.Sum(flush => flush.Length);
        for (var passed = 0; passed < 10_000; passed += 10)
        {
            for (var symbol = 0; symbol < 20; symbol++)
            {
                _fixture.Feed.Delta($"S{symbol}", bids: $"100:{passed + 2}");
            }

            _fixture.Advance(10);
        }

        var bytes = session.Transport.Flushes.Sum(flush => flush.Length) - before;
        Assert.InRange(bytes, 15_000, 21_500);
    }

    [Fact]
    public async Task A_heartbeat_comes_every_interval()
    {
        var session = await _fixture.OpenAsync();
        _fixture.Advance(10_000);
        Assert.InRange(session.Control("heartbeat").Count, 9, 10);

        var other = await _fixture.OpenAsync();
        await other.SendAsync("""{"op":"hello","heartbeatMs":30000}""");
        _fixture.Advance(60_010);
        Assert.Equal(2, other.Control("heartbeat").Count);
    }

    [Fact]
    public async Task A_heartbeat_says_how_fresh_the_feed_is()
    {
        var session = await _fixture.OpenAsync();
        _fixture.Advance(1_010);

        var topics = (List<object?>)session.Control("heartbeat")[0]["topics"]!;
        var topic = (Dictionary<string, object?>)Assert.Single(topics)!;
        Assert.Equal(("md.books", 1_000L, 0L), (topic["topic"], topic["newest"], topic["lag"]));
    }

    [Fact]
    public async Task With_the_heartbeat_go_the_versions_that_moved_unseen()
    {
        var session = await FollowAsync(1, interval: 0, more: ",\"depth\":1");
        var before = session.Data.Count;
        var version = _fixture.Feed.Delta("S0", bids: "90:9");
        _fixture.Settle();
        Assert.Equal(before, session.Data.Count);

        _fixture.Advance(1_010);

        var delta = Assert.Single(session.Data[before..]);
        Assert.Equal((version, 1L), (delta.To, delta.Merged));
        Assert.Empty(delta.Bids);
        Assert.Equal("heartbeat", TestSession.Word(session.Flushes[^1][0]));
    }

    [Fact]
    public async Task With_the_heartbeat_go_those_of_streams_too_that_are_looked_at_for_a_while()
    {
        var session = await FollowAsync(1, interval: 100, more: ",\"depth\":1");
        _fixture.Advance(1_500);
        _fixture.Feed.Delta("S0", bids: "100:9");
        _fixture.Advance(200);
        var before = session.Data.Count;
        var version = _fixture.Feed.Delta("S0", bids: "90:9");
        _fixture.Advance(100);
        Assert.Equal(before, session.Data.Count);

        _fixture.Advance(400);

        Assert.Equal(version, Assert.Single(session.Data[before..]).To);
    }

    [Theory]
    [InlineData(60_000, 100)]
    [InlineData(1_000, 250)]
    [InlineData(250, 10)]
    [InlineData(60_000, 0)]
    public async Task An_interval_made_shorter_acts_at_once(int longer, int shorter)
    {
        var session = await FollowAsync(1, longer);
        _fixture.Feed.Delta("S0", bids: "100:2");
        _fixture.Advance(20);
        await UpdateAsync(session, shorter);
        _fixture.Advance(20);

        Assert.InRange(MaximalWait(session, updates: 20, everyMs: 30), 0, Math.Max(shorter, 30));
    }

    [Theory]
    [InlineData(0, 1_000)]
    [InlineData(10, 1_000)]
    [InlineData(100, 2_000)]
    [InlineData(300, 2_000)]
    public async Task An_interval_made_longer_acts_at_once(int shorter, int longer)
    {
        var session = await FollowAsync(1, shorter);
        for (var passed = 0; passed < 1_000; passed += 10)
        {
            _fixture.Feed.Delta("S0", bids: $"100:{passed + 2}");
            _fixture.Advance(10);
        }

        await UpdateAsync(session, longer);
        _fixture.Settle();
        var before = session.Data.Count;
        for (var passed = 0; passed < longer / 2; passed += 10)
        {
            _fixture.Feed.Delta("S0", bids: $"100:{passed + 3}");
            _fixture.Advance(10);
        }

        // What was told by the old interval just before the update counts for the new one.
        Assert.InRange(session.Data.Count - before, 0, 1);
        Assert.InRange(MaximalWait(session, updates: 200, everyMs: 50), longer / 2, longer);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(50)]
    [InlineData(100)]
    [InlineData(250)]
    [InlineData(400)]
    [InlineData(1_000)]
    public async Task However_a_stream_begins_no_gap_is_longer_than_its_interval_nor_shorter_than_half_of_it(int interval)
    {
        for (var beginAt = 0; beginAt < interval; beginAt += Math.Max(10, interval / 10))
        {
            var session = await FollowAsync(1, interval, hello: """{"op":"hello","heartbeatMs":30000}""");
            _fixture.Advance(1_500 + beginAt);
            var times = TimesOfData(session, forMs: 6 * interval);

            Assert.All(times.Zip(times.Skip(1), (first, second) => second - first), gap => Assert.InRange(gap, interval / 2, interval));
            session.End(Core.Sessions.SessionEndReason.ClientClosed);
        }
    }

    /// <summary>Lets a busy market pass and notes when data came, in milliseconds from now.</summary>
    private List<int> TimesOfData(TestSession session, int forMs)
    {
        var times = new List<int>();
        var count = session.Data.Count;
        for (var passed = 0; passed <= forMs; passed += 10)
        {
            _fixture.Feed.Delta("S0", bids: $"100:{(passed % 1000) + 2}");
            _fixture.Settle();
            if (session.Data.Count is var now && now > count)
            {
                Assert.Equal(count + 1, now);
                times.Add(passed);
                count = now;
            }

            _fixture.Advance(10);
        }

        return times;
    }

    /// <summary>Lets updates pass and finds for how long nothing was told at most, in milliseconds.</summary>
    private int MaximalWait(TestSession session, int updates, int everyMs)
    {
        var (longest, waiting, count) = (0, 0, session.Data.Count);
        for (var passed = 0; passed < updates * everyMs; passed += 10)
        {
            if (passed % everyMs == 0)
            {
                _fixture.Feed.Delta("S0", bids: $"100:{passed + 20}");
            }

            _fixture.Advance(10);
            waiting = session.Data.Count > count ? 0 : waiting + 10;
            longest = Math.Max(longest, waiting);
            count = session.Data.Count;
        }

        return longest;
    }

    private static Task UpdateAsync(TestSession session, int interval) =>
        session.SendAsync($$"""{"op":"update","id":2,"streams":[{{session.StreamOf("S0")["stream"]}}],"intervalMs":{{interval}}}""");

    private async Task<TestSession> FollowAsync(int symbols, int interval, string? hello = null, string more = "")
    {
        for (var symbol = 0; symbol < symbols; symbol++)
        {
            _fixture.Feed.Snapshot($"S{symbol}", "100:1 99:1", "101:1");
        }

        var session = await _fixture.OpenAsync();
        if (hello is not null)
        {
            await session.SendAsync(hello);
        }

        await session.SubscribeAsync("book", "S*", $",\"intervalMs\":{interval}{more}");
        _fixture.Settle();
        return session;
    }
}
