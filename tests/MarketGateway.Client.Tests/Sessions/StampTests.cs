using MarketGateway.Client.Tests.Scripted;

namespace MarketGateway.Client.Tests.Sessions;

/// <summary>A client that asks for stamps knows how new what it holds is, and how long the line takes.</summary>
public sealed class StampTests
{
    private static readonly BookLevel[] Bids = [new(475000, 12)];
    private static readonly BookLevel[] Asks = [new(475025, 9)];
    private static readonly DateTimeOffset SentAt = new(2020, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(WireEncoding.MessagePack)]
    [InlineData(WireEncoding.Json)]
    public async Task Flushes_tell_when_they_were_sent_and_messages_how_new_they_are(WireEncoding encoding)
    {
        var listener = new Heard();
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options with { Encoding = encoding, Stamps = true }, listener);
        var connecting = client.ConnectAsync();
        var session = await gateway.WelcomeAsync();
        await connecting;
        Assert.True((bool)session.Hello["stamps"]!);
        Assert.Null(client.LineDelay);

        var subscribing = client.SubscribeBookAsync(["ESH4"]);
        var request = await session.ExpectAsync("subscribe");
        await session.AcknowledgeAsync(request, "ESH4", 7, "snapshot");
        var book = (await subscribing)["ESH4"];
        Assert.Null(book.Newest);
        var (sentAt, newest) = (Microseconds(SentAt), Microseconds(SentAt) - 40_000);
        await session.SendAsync($"[0,{sentAt}]", BookScript.Snapshot(7, 41, Bids, Asks).TrimEnd(']') + $",{newest}]");

        await Eventually.HoldsAsync("the book came", () => book.Version == 41);
        Assert.Equal(SentAt - TimeSpan.FromMilliseconds(40), book.Newest);
        Assert.Equal(TimeSpan.FromMilliseconds(40), book.AgeAt(SentAt));
        Assert.Equal((sentAt, newest), listener.Messages.Single());
        var stamp = listener.Stamps.Single();
        Assert.Equal((SentAt, client.LineDelay), (stamp.SentAt, (TimeSpan?)stamp.LineDelay));
        Assert.True(client.LineDelay > TimeSpan.FromDays(365), "it was sent long ago, by the clock of the script");
    }

    [Fact]
    public async Task Without_them_nothing_is_asked_for_and_nothing_is_known()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var client = new MarketClient(gateway.Options);
        var connecting = client.ConnectAsync();
        var session = await gateway.WelcomeAsync();
        await connecting;
        Assert.False(session.Hello.ContainsKey("stamps"));

        var subscribing = client.SubscribeBookAsync(["ESH4"]);
        var request = await session.ExpectAsync("subscribe");
        await session.AcknowledgeAsync(request, "ESH4", 7, "snapshot", BookScript.Snapshot(7, 41, Bids, Asks));
        var book = (await subscribing)["ESH4"];

        await Eventually.HoldsAsync("the book came", () => book.Version == 41);
        Assert.Equal((null, null, null), (book.Newest, book.AgeAt(SentAt), client.LineDelay));
    }

    private static long Microseconds(DateTimeOffset time) =>
        (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private sealed class Heard : IMarketListener
    {
        public List<(long? SentAt, long? Newest)> Messages { get; } = [];

        public List<(DateTimeOffset SentAt, TimeSpan LineDelay)> Stamps { get; } = [];

        public void OnMessage(ClientStream stream, DataMessage message, ApplyVerdict verdict) =>
            Messages.Add((message.SentAt, message.Newest));

        public void OnStamp(DateTimeOffset sentAt, TimeSpan lineDelay) => Stamps.Add((sentAt, lineDelay));
    }
}
