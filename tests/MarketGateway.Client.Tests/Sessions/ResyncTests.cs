using MarketGateway.Client.Tests.Scripted;
using Microsoft.Extensions.Time.Testing;

namespace MarketGateway.Client.Tests.Sessions;

/// <summary>A stream that is not proven is asked for anew, by itself and not too often.</summary>
public sealed class ResyncTests
{
    private static readonly BookLevel[] Bids = [new(475000, 20)];

    [Theory]
    [InlineData("[2,7,44,45,1,1,[],[],0]", ApplyVerdict.ChainBroken, 1)]
    [InlineData("[2,7,41,45,1,1,[],[],77]", ApplyVerdict.ChecksumWrong, 0)]
    public async Task A_message_that_proves_nothing_is_followed_by_a_resync(
        string message, ApplyVerdict verdict, long discarded)
    {
        var time = new FakeTimeProvider();
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(
            gateway.Options with { TimeProvider = time });
        var (session, book) = await MarketClientTests.SubscribeAsync(gateway, client);

        await session.SendAsync(message);
        var request = await session.ExpectAsync("resync");
        Assert.Equal("[7]", request["streams"]!.ToJsonString());
        Assert.Equal((StreamState.Syncing, verdict.ToString()), (book.State, book.Reason));

        // On its way before the gateway knew: no second resync, and not applied where it does not chain either.
        await session.SendAsync("[2,7,45,46,1,1,[],[],0]");
        await session.SendAsync($$"""{"op":"resynced","id":{{request["id"]}},"streams":[7],"errors":[]}""",
            BookScript.Snapshot(7, 46, Bids, []));
        await Eventually.HoldsAsync("the book is live again", () => book.State == StreamState.Live);

        var integrity = book.Integrity;
        Assert.Equal((46L, 1L, discarded), (book.Version!.Value, integrity.Resyncs, integrity.Discarded));
        Assert.Equal((discarded, 2 - (2 * discarded)), (integrity.ChainBreaks, integrity.ChecksumFailures));
        Assert.False(integrity.IsIntact);
        Assert.Equal((1L, 0L), (integrity.AccountRestarts, integrity.MergedTotal));
        Assert.Equal(Bids, book.View().Bids);
    }

    [Fact]
    public async Task After_a_wrong_checksum_what_is_on_its_way_completes_the_account_and_is_not_trusted()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options with { Reconnect = new() { Min = TimeSpan.FromMilliseconds(1) } });
        var (session, book) = await MarketClientTests.SubscribeAsync(gateway, client);
        var checksum = book.View().Checksum;

        await session.SendAsync("[2,7,41,45,2,1,[],[],77]");
        var request = await session.ExpectAsync("resync");

        // Its checksum is right, of the best ten levels: that says nothing of those below.
        await session.SendAsync(BookScript.Delta(7, 45, 46, [], [], checksum, merged: 3));
        await Eventually.HoldsAsync("the account goes on", () => book.Integrity.MergedTotal == 5);
        Assert.Equal((StreamState.Syncing, 46L), (book.State, book.Version!.Value));

        await session.SendAsync(
            $$"""{"op":"resynced","id":{{request["id"]}},"streams":[7],"errors":[]}""",
            BookScript.Snapshot(7, 50, Bids, [], from: "46"));
        await Eventually.HoldsAsync("the book is live again", () => book.State == StreamState.Live);
        var integrity = book.Integrity;
        Assert.Equal((41L, 50L, 6L), (integrity.FirstVersion!.Value, integrity.LastVersion!.Value, integrity.MergedTotal));
        Assert.True(integrity is { IsAccountComplete: true, AccountRestarts: 0, Discarded: 0, Resyncs: 1 });

        // Broken anew, and then the connection: what may be wrong is not offered.
        await session.SendAsync("[2,7,50,51,1,1,[],[],77]", BookScript.Delta(7, 51, 52, [], [], book.View().Checksum));
        await Eventually.HoldsAsync("both were read", () => book.Version == 52);
        await session.CloseAsync(4002, "test");
        var again = await (await gateway.WelcomeAsync()).ExpectAsync("subscribe");
        Assert.False(again.ContainsKey("resume"));
    }

    [Fact]
    public async Task A_quote_that_is_held_in_another_scale_is_found_out_and_asked_for_anew()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options with { Reconnect = ReconnectTests.Soon });
        var connecting = client.ConnectAsync();
        var first = await gateway.WelcomeAsync();
        await connecting;
        var subscribing = client.SubscribeQuoteAsync(["ESH4"], new SubscriptionOptions { Fields = (QuoteFields)15 });
        await first.AcknowledgeAsync(
            await first.ExpectAsync("subscribe"), "ESH4", 5, "snapshot", QuoteScript.Snapshot(5, 7, 15, [94, 5, 95, 7]));
        var quote = (await subscribing)["ESH4"];
        await Eventually.HoldsAsync("the quote is live", () => quote.State == StreamState.Live);
        Assert.Equal((1L, QuoteScript.Checksum(94, 5, 95, 7)), (quote.Integrity.ChecksumsVerified, quote.View().Checksum));

        // Another replica has finer scales at the same version, and a delta of a size alone looks right in either.
        await first.CloseAsync(4002, "test");
        var second = await gateway.WelcomeAsync();
        await second.AcknowledgeAsync(
            await second.ExpectAsync("subscribe"), "ESH4", 6, "delta", QuoteScript.Delta(6, 7, 9, 2, [6], held: [940, 6, 950, 7]));
        var request = await second.ExpectAsync("resync");
        Assert.Equal((StreamState.Syncing, "ChecksumWrong"), (quote.State, quote.Reason));

        await second.SendAsync(
            $$"""{"op":"resynced","id":{{request["id"]}},"streams":[6],"errors":[]}""",
            QuoteScript.Snapshot(6, 9, 15, [940, 6, 950, 7], from: "9"));
        await Eventually.HoldsAsync("the quote is live again", () => quote.State == StreamState.Live);
        Assert.Equal((940L, 1L, 2L), (quote[QuoteFields.BidPrice], quote.Integrity.ChecksumFailures, quote.Integrity.Snapshots));
    }

    [Fact]
    public async Task A_quote_whose_checksum_was_wrong_is_not_offered_for_a_resume()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options with { Reconnect = ReconnectTests.Soon });
        var connecting = client.ConnectAsync();
        var session = await gateway.WelcomeAsync();
        await connecting;
        var subscribing = client.SubscribeQuoteAsync(["ESH4"], new SubscriptionOptions { Fields = QuoteFields.BidPrice });
        await session.AcknowledgeAsync(
            await session.ExpectAsync("subscribe"), "ESH4", 5, "snapshot", QuoteScript.Snapshot(5, 7, 1, [94]),
            QuoteScript.Delta(5, 7, 8, 0, [], held: 940));
        var quote = (await subscribing)["ESH4"];
        await session.ExpectAsync("resync");
        Assert.Equal(8, quote.Version);

        await session.CloseAsync(4002, "test");
        Assert.False((await (await gateway.WelcomeAsync()).ExpectAsync("subscribe")).ContainsKey("resume"));
    }

    [Fact]
    public async Task A_stream_that_stays_broken_is_asked_for_once_a_second_at_most()
    {
        var time = new FakeTimeProvider();
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(
            gateway.Options with { TimeProvider = time });
        var (session, book) = await MarketClientTests.SubscribeAsync(gateway, client);

        await session.SendAsync("[2,7,44,45,1,1,[],[],0]");
        await session.ExpectAsync("resync");
        for (var version = 45; version < 55; version++)
        {
            await session.SendAsync($"[2,7,{version},{version + 1},1,1,[],[],0]");
        }

        await Eventually.HoldsAsync("ten deltas were discarded", () => book.Integrity.Discarded == 10);
        Assert.Equal(1, book.Integrity.Resyncs);

        time.Advance(TimeSpan.FromSeconds(1));
        await session.HeartbeatAsync();
        await session.ExpectAsync("resync");
        Assert.Equal(2, book.Integrity.Resyncs);
    }

    [Fact]
    public async Task Trades_go_on_after_a_resync_where_the_gateway_stands()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options);
        var connecting = client.ConnectAsync();
        var session = await gateway.WelcomeAsync();
        await connecting;
        var subscribing = client.SubscribeTradesAsync(["ESH4"]);
        await session.AcknowledgeAsync(
            await session.ExpectAsync("subscribe"), "ESH4", 3, "snapshot", "[5,3,null,6,0,1,[]]");
        var trades = (await subscribing)["ESH4"];

        await session.SendAsync("[5,3,8,9,1,1,[[9,1,475000,1,2,null]]]");
        var request = await session.ExpectAsync("resync");
        await session.SendAsync(
            $$"""{"op":"resynced","id":{{request["id"]}},"streams":[3],"errors":[]}""",
            "[5,3,9,10,1,1,[[10,1,475000,1,2,null]]]");

        await Eventually.HoldsAsync("the trade came", () => trades.Version == 10);
        Assert.Equal((1L, 1L), (trades.Count, trades.Integrity.UnknownJumps));
        Assert.Equal(StreamState.Live, trades.State);
    }
}
