using MarketGateway.Core.Protocol;
using MarketGateway.Core.Tests.Conflation;

namespace MarketGateway.Core.Tests.Sessions;

/// <summary>Who asks for stamps is told when each flush left, and how new what it holds is; nobody else is.</summary>
public sealed class StampTests : IDisposable
{
    private const string Hello = """{"op":"hello","id":1,"stamps":true}""";

    private readonly SessionFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(WireFormat.MessagePack)]
    [InlineData(WireFormat.Json)]
    public async Task Each_flush_from_the_answer_on_begins_with_the_time_of_sending(WireFormat format)
    {
        _fixture.Feed.Snapshot("A", "100:1", "101:1");
        var session = await _fixture.OpenAsync(format);
        await session.SendAsync(Hello);
        _fixture.Settle();
        await session.SubscribeAsync("book", "A");
        _fixture.Settle();
        _fixture.Feed.Delta("A", bids: "100:2");
        _fixture.Settle();

        Assert.Equal(true, Assert.Single(session.Control("hello"))["stamps"]);
        var answered = session.Flushes.FindIndex(flush => flush.Any(message => TestSession.Word(message) == "hello"));
        var now = (_fixture.Feed.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        Assert.All(session.Flushes.Skip(answered), flush =>
        {
            Assert.Equal(now, WireMessage.Of(flush[0]).Stream);
            Assert.Single(flush, message => message is List<object?> data && (long)data[0]! == 0);
        });
    }

    [Theory]
    [InlineData(WireFormat.MessagePack)]
    [InlineData(WireFormat.Json)]
    public async Task Both_get_the_same_messages_and_one_of_them_the_newest_time_behind_each(WireFormat format)
    {
        _fixture.Feed.Snapshot("A", "100:1", "101:1");
        _fixture.Feed.Quote("A", "100:1", "101:1");
        var plain = await FollowAsync(format, hello: null);
        var stamped = await FollowAsync(format, Hello);
        foreach (var price in new[] { 7, 8 })
        {
            _fixture.Feed.Delta("A", bids: $"99:{price}");
            _fixture.Feed.Trade("A", price, 1);
            _fixture.Feed.Cancel("A", 4711);
            _fixture.Feed.Quote("A", $"{price}:1", "101:1");
            _fixture.Settle();
        }

        var (without, with) = (plain.Data, stamped.Data);
        Assert.True(without.Count >= 10, "snapshots and deltas of all channels");
        Assert.Equal(without.Select(message => message.Elements), with.Select(message => message.Elements.SkipLast(1)));
        Assert.All(without, message => Assert.False(message.IsStamped));
        Assert.All(with, message => Assert.True(message.IsStamped && message.Newest >= (message.Oldest ?? 0)));
    }

    [Fact]
    public async Task A_merged_delta_says_when_the_first_and_when_the_last_of_its_updates_occurred()
    {
        _fixture.Feed.Snapshot("A", "100:1", "101:1");
        var session = await FollowAsync(WireFormat.MessagePack, Hello);
        session.Transport.Block();
        _fixture.Feed.Delta("A", bids: "100:2");
        _fixture.Settle();
        var before = session.Data.Count;
        _fixture.Feed.Delta("A", bids: "100:3");
        var first = _fixture.Feed.OccurredAt - 1;
        _fixture.Feed.Delta("A", bids: "100:4");
        session.Transport.Unblock();
        _fixture.Settle();

        var merged = Assert.Single(session.Data.Skip(before));
        Assert.Equal((2L, (long?)first, (long?)(_fixture.Feed.OccurredAt - 1)), (merged.Merged, merged.Oldest, merged.Newest));
        Assert.True(merged.Newest > merged.Oldest, "the second is newer");
    }

    [Theory]
    [InlineData("1")]
    [InlineData("\"true\"")]
    [InlineData("[]")]
    public async Task What_is_no_boolean_is_refused_by_name(string value)
    {
        var session = await _fixture.OpenAsync();
        await session.SendAsync($$"""{"op":"hello","id":3,"stamps":{{value}}}""");
        _fixture.Settle();

        var error = Assert.Single(session.Control("error"));
        Assert.Equal((3L, "wrong_type"), (error["id"], error["code"]));
        Assert.Contains("'stamps' must be a boolean", (string)error["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_stamped_who_does_not_ask()
    {
        _fixture.Feed.Snapshot("A", "100:1", "101:1");
        var session = await FollowAsync(WireFormat.MessagePack, """{"op":"hello","stamps":false}""");

        Assert.Equal(false, Assert.Single(session.Control("hello"))["stamps"]);
        Assert.DoesNotContain(session.Messages, message => message is List<object?> data && (long)data[0]! == 0);
    }

    private async Task<TestSession> FollowAsync(WireFormat format, string? hello)
    {
        var session = await _fixture.OpenAsync(format);
        if (hello is not null)
        {
            await session.SendAsync(hello);
        }

        await session.SubscribeAsync("book", "A");
        await session.SubscribeAsync("quote", "A");
        await session.SubscribeAsync("trade", "A", ",\"history\":5");
        _fixture.Settle();
        return session;
    }
}
