using MarketGateway.Client.Tests.Scripted;

namespace MarketGateway.Client.Tests.Sessions;

/// <summary>A message that is not what its kind says costs the stream that it is about, never the session.</summary>
public sealed class UnreadableTests
{
    private static readonly BookLevel[] Bids = [new(475000, 20)];

    [Theory]
    [InlineData("[2,7,41,42,1,1,[475000,18014398509481982],[],1]")]
    [InlineData("[2,7,41,42,1,1,[475000,-9223372036854775808],[],1]")]
    [InlineData("[2,7,41,42,1,1,[475000,1.5],[],1]")]
    [InlineData("[2,7,41,42,1,1,[475000],[],1]")]
    [InlineData("[2,7,41,42,1]")]
    [InlineData("[4,7,41,42,1,1,0,[],0]")]
    public async Task What_cannot_be_read_is_asked_for_anew_and_the_others_go_on(string message)
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options);
        var (session, book) = await MarketClientTests.SubscribeAsync(gateway, client);
        var (other, before) = (await SubscribeOtherAsync(session, client), client.Totals.Sessions);

        await session.SendAsync(message, QuoteScript.Delta(8, 7, 9, 1, [6], held: 6));
        var request = await session.ExpectAsync("resync");

        Assert.Equal("[7]", request["streams"]!.ToJsonString());
        Assert.Equal((StreamState.Syncing, "Unreadable"), (book.State, book.Reason));
        Assert.Equal((StreamState.Live, 9L), (other.State, other.Version!.Value));
        await session.AnswerAsync("resynced", request, BookScript.Snapshot(7, 43, Bids, [], from: "41"));
        await Eventually.HoldsAsync("the book is live again", () => book.State == StreamState.Live);
        Assert.Equal((1L, 1L, before), (book.Integrity.Unreadable, book.Integrity.Resyncs, client.Totals.Sessions));
        Assert.False(book.Integrity.IsIntact);
        Assert.IsType<WireFormatException>(client.LastError);
    }

    [Fact]
    public async Task A_stream_whose_resync_cannot_be_read_either_is_given_up_and_its_reader_is_told()
    {
        const string impossible = "[1,7,null,43,0,1,[475000,18014398509481982],[],1]";
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options with { Reconnect = ReconnectTests.Soon });
        var (session, book) = await MarketClientTests.SubscribeAsync(gateway, client);
        var other = await SubscribeOtherAsync(session, client);

        // However many were on their way before the gateway answered.
        await session.SendAsync(impossible, impossible);
        var resync = await session.ExpectAsync("resync");
        Assert.Equal(StreamState.Syncing, book.State);
        await session.AnswerAsync("resynced", resync, impossible);
        var unsubscribe = await session.ExpectAsync("unsubscribe");

        Assert.Equal("[7]", unsubscribe["streams"]!.ToJsonString());
        Assert.Equal((StreamState.Ended, "unreadable"), (book.State, book.Reason));
        await session.SendAsync(impossible, QuoteScript.Delta(8, 7, 9, 1, [6], held: 6));
        await session.AnswerAsync("unsubscribed", unsubscribe);
        await Eventually.HoldsAsync("the other goes on", () => other.Version == 9);
        Assert.Equal((ClientState.Live, StreamState.Ended), (client.State, book.State));

        // Another gateway, another try.
        await session.CloseAsync(4002, "test");
        var second = await gateway.WelcomeAsync();
        var request = await second.ExpectAsync("subscribe");
        await second.AcknowledgeAsync(request, "ESH4", 3, "snapshot", BookScript.Snapshot(3, 50, Bids, []));
        await Eventually.HoldsAsync("the book is live", () => book.State == StreamState.Live);
    }

    [Fact]
    public async Task A_message_that_does_not_say_whose_it_is_ends_the_session()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options with { Reconnect = ReconnectTests.Soon });
        var (session, _) = await MarketClientTests.SubscribeAsync(gateway, client);

        await session.SendAsync("""[2,"7",41,42,1,1,[],[],1]""");

        var request = await (await gateway.WelcomeAsync()).ExpectAsync("subscribe");
        Assert.True(request.ContainsKey("resume"));
    }

    private static async Task<ClientQuote> SubscribeOtherAsync(ScriptedSession session, MarketClient client)
    {
        var subscribing = client.SubscribeQuoteAsync(["ESH4"], new SubscriptionOptions { Fields = QuoteFields.BidPrice });
        await session.AcknowledgeAsync(
            await session.ExpectAsync("subscribe"), "ESH4", 8, "snapshot", QuoteScript.Snapshot(8, 7, 1, [5]));
        var quote = (await subscribing)["ESH4"];
        await Eventually.HoldsAsync("the quote is live", () => quote.State == StreamState.Live);
        return quote;
    }
}
