using MarketGateway.Core.Conflation;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Tests.Sessions;

/// <summary>Who asks for every update gets every update, as long as the client keeps up.</summary>
public sealed class EveryUpdateTests : IDisposable
{
    private const string Never = ",\"merge\":\"never\"";

    private readonly SessionFixture _fixture = new(market: new MarketOptions { UpdateTapeBytesMax = 4096 });

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(WireFormat.MessagePack)]
    [InlineData(WireFormat.Json)]
    public async Task Each_update_that_waited_comes_as_a_message_of_its_own_and_in_order(WireFormat format)
    {
        _fixture.Feed.Snapshot("A", "100:1 99:5", "101:1");
        var session = await FollowAsync("book", ",\"depth\":1" + Never, format);
        session.Transport.Block();
        _fixture.Feed.Delta("A", bids: "100:2");
        _fixture.Settle();
        var before = session.Data.Count;
        _fixture.Feed.Delta("A", bids: "100:3");
        _fixture.Feed.Delta("A", bids: "99:6");
        _fixture.Feed.Delta("A", bids: "100:0");
        _fixture.Feed.Delta("A", bids: "100:4");
        session.Transport.Unblock();
        _fixture.Settle();

        var data = session.Data.Skip(before).ToList();
        Assert.Equal([1L, 1L, 1L, 1L], data.Select(message => message.Merged));
        Assert.Equal([(100L, 3L)], data[0].Bids.Select(level => (level.Price, level.Size)));

        // What is deeper than the client sees is an update, too.
        Assert.Empty(data[1].Bids);
        Assert.Equal([(100L, 0L), (99L, 6L)], data[2].Bids.Select(level => (level.Price, level.Size)));
        Assert.Equal([(100L, 4L)], data[3].Bids.Select(level => (level.Price, level.Size)));
        Assert.Equal(data.Skip(1).Select(message => message.From), data.SkipLast(1).Select(message => (long?)message.To));
    }

    [Fact]
    public async Task A_quote_comes_update_by_update_and_says_what_each_changed()
    {
        _fixture.Feed.Quote("A", "100:1", "101:1");
        var session = await FollowAsync("quote", Never);
        session.Transport.Block();
        _fixture.Feed.Quote("A", "100:2", "101:1");
        _fixture.Settle();
        var before = session.Data.Count;
        for (var size = 3; size <= 6; size++)
        {
            _fixture.Feed.Quote("A", $"100:{size}", "101:1");
        }

        session.Transport.Unblock();
        _fixture.Settle();

        Assert.Equal([1L, 1L, 1L, 1L], session.Data.Skip(before).Select(message => message.Merged));
        Assert.Equal(
            [3L, 4L, 5L, 6L],
            session.Data.Skip(before).Select(message => message.Values[Place(message, Core.Books.QuoteFields.BidSize)]!.Value));
    }

    [Fact]
    public async Task Who_falls_off_the_tape_gets_one_message_that_says_so_and_goes_on_one_by_one()
    {
        _fixture.Feed.Snapshot("A", "100:1", "101:1");
        var session = await FollowAsync("book", Never);
        session.Transport.Block();
        _fixture.Feed.Delta("A", bids: "100:2");
        _fixture.Settle();
        var before = session.Data.Count;
        for (var size = 1; size <= 1000; size++)
        {
            _fixture.Feed.Delta("A", bids: $"100:{size}");
        }

        session.Transport.Unblock();
        _fixture.Settle();
        _fixture.Feed.Delta("A", bids: "100:7");
        _fixture.Feed.Delta("A", bids: "100:8");
        _fixture.Settle();

        Assert.Equal([1000L, 1L, 1L], session.Data.Skip(before).Select(message => message.Merged));
        var delivered = _fixture.Feed.Market.Delivery;
        Assert.Equal(delivered.Offered, delivered.Delivered + delivered.Merged + delivered.Abandoned + _fixture.Feed.Market.CountWaiting());
    }

    [Fact]
    public async Task Finer_scales_begin_with_a_snapshot_and_go_on_one_by_one()
    {
        _fixture.Feed.Snapshot("A", "100:1", "101:1");
        var session = await FollowAsync("book", Never);
        _fixture.Feed.PriceScale = 3;
        _fixture.Feed.Delta("A", bids: "1005:2");
        _fixture.Settle();
        var before = session.Data.Count;
        session.Transport.Block();
        _fixture.Feed.Delta("A", bids: "1005:3");
        _fixture.Feed.Delta("A", bids: "1005:4");
        _fixture.Settle();
        session.Transport.Unblock();
        _fixture.Feed.Delta("A", bids: "1005:5");
        _fixture.Settle();

        Assert.Equal(3, session.Data.Skip(before).Sum(message => message.Merged));
        Assert.All(session.Data.Skip(before), message => Assert.Equal((DataKind.BookDelta, 1L), (message.Kind, message.Merged)));
    }

    [Theory]
    [InlineData("book", "intervalMs", 100)]
    [InlineData("quote", "minPriceMove", 2)]
    public async Task What_would_leave_updates_out_does_not_go_with_it(string channel, string parameter, int value)
    {
        _fixture.Feed.Snapshot("A", "100:1", "101:1");
        _fixture.Feed.Quote("A", "100:1", "101:1");
        var session = await _fixture.OpenAsync();
        await session.SubscribeAsync(channel, "A", $"{Never},\"{parameter}\":{value}");
        _fixture.Settle();

        var answer = Assert.Single(session.Control("subscribed"));
        var error = (Dictionary<string, object?>)Assert.Single((List<object?>)answer["errors"]!)!;
        Assert.Equal("bad_combination", error["code"]);
        Assert.Contains(parameter, (string)error["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_can_be_begun_and_ended_while_the_stream_is_held()
    {
        _fixture.Feed.Snapshot("A", "100:1", "101:1");
        var session = await FollowAsync("book", "");
        Assert.DoesNotContain("merge", session.StreamOf("A").Keys);
        var number = session.StreamOf("A")["stream"];
        await session.SendAsync($$"""{"op":"update","id":2,"streams":[{{number}}],"merge":"never"}""");
        _fixture.Settle();
        var updated = (Dictionary<string, object?>)((List<object?>)Assert.Single(session.Control("updated"))["streams"]!)[0]!;
        Assert.Equal(("never", "delta"), (updated["merge"], updated["start"]));
        await session.SendAsync($$"""{"op":"update","id":3,"streams":[{{updated["stream"]}}],"merge":"auto"}""");
        _fixture.Settle();
        updated = (Dictionary<string, object?>)((List<object?>)session.Control("updated")[1]["streams"]!)[0]!;
        Assert.DoesNotContain("merge", updated.Keys);
    }

    [Fact]
    public async Task What_the_tapes_of_all_streams_take_is_bounded_and_given_back()
    {
        using var fixture = new SessionFixture(
            market: new MarketOptions { UpdateTapeBytesMax = 4096, UpdateTapesBytesMax = 3 * 4096 });
        var symbols = Enumerable.Range(0, 8).Select(number => $"S{number}").ToList();
        symbols.ForEach(symbol => fixture.Feed.Snapshot(symbol, "100:1", "101:1"));
        var session = await fixture.OpenAsync();
        await session.SubscribeAsync("book", string.Join(' ', symbols), Never);
        fixture.Settle();
        for (var size = 1; size <= 50; size++)
        {
            symbols.ForEach(symbol => fixture.Feed.Delta(symbol, bids: $"100:{size}"));
            fixture.Settle();
        }

        Assert.Equal(3 * 4096, fixture.Feed.Market.UpdateTapeBytes);
        Assert.Equal(8 * 50, session.Data.Sum(message => message.Merged));
        session.End(Core.Sessions.SessionEndReason.PeerLost);
        fixture.Settle();
        Assert.Equal(0, fixture.Feed.Market.UpdateTapeBytes);
    }

    private static int Place(Conflation.WireMessage message, Core.Books.QuoteFields field) =>
        System.Numerics.BitOperations.PopCount((uint)message.Fields & ((uint)field - 1));

    private async Task<TestSession> FollowAsync(string channel, string more, WireFormat format = WireFormat.MessagePack)
    {
        var session = await _fixture.OpenAsync(format);
        await session.SubscribeAsync(channel, "A", more);
        _fixture.Settle();
        return session;
    }
}
