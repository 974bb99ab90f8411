using System.Text.Json.Nodes;
using static MarketGateway.Tools.Conform.SceneContext;

namespace MarketGateway.Tools.Conform;

/// <summary>What a client must hold of its streams, and what it must not believe.</summary>
internal static class StreamScenes
{
    private const string OfBook = """{"channel":"book","symbols":["ESH6"],"depth":5}""";
    private static readonly long[] Bids = [475000, 5, 474975, 3];
    private static readonly long[] Asks = [475025, 7];
    private static readonly long[] Fewer = [475000, 6, 474975, 3];

    public static IEnumerable<Scene> All { get; } =
    [
        new("book", "a book follows snapshot and deltas, is cut to its depth, and its account adds up", BookAsync),
        new("orders", "a level's number of orders is held, changes alone, and is part of the checksum", OrdersAsync),
        new("gap", "what does not chain is not applied: the stream is not live, and a resync mends it", GapAsync),
        new("checksum", "a book whose checksum is wrong is not live, and a resync mends it", ChecksumAsync),
        new("quote-checksum", "the same of a quote, whose account goes on", QuoteAsync),
        new("unreadable", "what cannot be read costs its stream; after a resync in vain it is given up", UnreadableAsync),
        new("not-a-flush", "bytes that are no messages cost the connection, and another is opened", NotAFlushAsync),
        new("later-version", "keys, ops, kinds and elements of a later version 1 are passed over", LaterVersionAsync),
        new("stamps", "where it asked for stamps, the last element of data is its newest time, whatever stands before", StampsAsync),
        new("scales", "what is held is never read in other scales: it goes, and a snapshot comes", ScalesAsync),
        new("epoch", "when the log was replaced all that is held is void, and the account begins anew", EpochAsync),
        new("trades", "trades, cancels, corrections and roll-ups are kept as they stand", TradesAsync),
        new("status", "a stream that the gateway calls gapped is not shown as live", StatusAsync),
        new("phase", "the market's phase is shown beside the state, and none where none is told", PhaseAsync),
    ];

    /// <summary>The only stream of this symbol that the client holds; null: none.</summary>
    public static JsonObject? Held(JsonObject state, string symbol = "ESH6") => state["streams"]!.AsArray()
        .Select(static each => each!.AsObject()).FirstOrDefault(each => (string?)each["symbol"] == symbol);

    public static bool IsLive(JsonObject state, long version, string symbol = "ESH6") =>
        Held(state, symbol) is { } stream && (string?)stream["state"] == "live" && (long?)stream["version"] == version;

    public static string Levels(JsonObject? stream) =>
        $"{stream?["bids"]?.ToJsonString()} {stream?["asks"]?.ToJsonString()}";

    /// <summary>A connection with a book at version 10.</summary>
    public static async Task<WireConnection> BeginAsync(SceneContext scene)
    {
        await scene.ConnectAsync();
        var gateway = await scene.WelcomeAsync();
        await scene.SubscribeAsync(OfBook);
        var request = await scene.ExpectAsync(gateway, "subscribe");
        await gateway.SendAsync(
            Wire.Subscribed(request["id"], Wire.Entry(1)), Wire.Book(1, 1, null, 10, Bids, Asks));
        await scene.HoldsAsync("the book is live at its snapshot", static state => IsLive(state, 10));
        return gateway;
    }

    private static async Task BookAsync(SceneContext scene)
    {
        var gateway = await BeginAsync(scene);
        long[] added = [475000, 0, 474900, 1, 474875, 2, 474850, 3, 474825, 4, 474800, 5];
        long[] held = [474975, 3, 474900, 1, 474875, 2, 474850, 3, 474825, 4];
        await gateway.SendAsync(Wire.Book(2, 1, 10, 14, added, [], (held, Asks)));
        await gateway.SendAsync(Wire.Book(2, 1, 14, 15, [], [], (held, Asks)));
        await scene.HoldsAsync("the deltas are applied", static state => IsLive(state, 15));
        var book = Held(await scene.StateAsync());
        Must(Levels(book) == "[[474975,3],[474900,1],[474875,2],[474850,3],[474825,4]] [[475025,7]]",
            $"the levels are {Levels(book)}");
        Must((long?)book!["account"] == 2, $"the account is {book["account"]?.ToJsonString() ?? "null"}, not 2");
    }

    private static async Task OrdersAsync(SceneContext scene)
    {
        await scene.ConnectAsync();
        var gateway = await scene.WelcomeAsync();
        await scene.SubscribeAsync("""{"channel":"book","symbols":["ESH6"],"depth":5,"orders":true}""");
        var request = await scene.ExpectAsync(gateway, "subscribe");
        Must((bool?)request["orders"] == true, $"subscribe is {request.ToJsonString()}");
        long[] asks = [475025, 7, 0];
        await gateway.SendAsync(
            Wire.Subscribed(request["id"], Wire.Entry(1, more: """{"orders":true}""")),
            Wire.Book(9, 1, null, 10, [475000, 5, 2, 474975, 3, 1], asks));
        await scene.HoldsAsync("the book is live at its snapshot", static state => IsLive(state, 10));
        long[] held = [475000, 5, 4, 474950, 1, 1];
        await gateway.SendAsync(Wire.Book(10, 1, 10, 12, [475000, 5, 4, 474975, 0, 0, 474950, 1, 1], [], (held, asks)));
        await scene.HoldsAsync("the delta is applied", static state => IsLive(state, 12));
        var levels = Levels(Held(await scene.StateAsync()));
        Must(levels == "[[475000,5,4],[474950,1,1]] [[475025,7,0]]", $"the levels are {levels}");
        await gateway.SendAsync(Wire.Book(10, 1, 12, 13, [475000, 5, 3], [], (held, asks)));
        var resync = await scene.ExpectAsync(gateway, "resync");
        await gateway.SendAsync(Wire.Resynced(resync), Wire.Book(9, 1, 13, 14, [475000, 5, 3], asks));
        await scene.HoldsAsync("the snapshot mends it", static state => IsLive(state, 14));
    }

    private static async Task GapAsync(SceneContext scene)
    {
        var gateway = await BeginAsync(scene);
        await gateway.SendAsync(Wire.Book(2, 1, 11, 12, [475000, 6], [], (Fewer, Asks)));
        await MendAsync(scene, gateway, 12);
        var account = Held(await scene.StateAsync())!["account"];
        Must(account is null || (long?)account == 1, "the account counts what it cannot know: what lay in the gap");
    }

    private static async Task ChecksumAsync(SceneContext scene)
    {
        var gateway = await BeginAsync(scene);
        await gateway.SendAsync(Wire.Book(2, 1, 10, 12, [475000, 6], [], ([475000, 9], Asks)));
        await MendAsync(scene, gateway, 12);
        Must((long?)Held(await scene.StateAsync())!["account"] == 2, "the account ends with a wrong checksum");
    }

    private static async Task MendAsync(SceneContext scene, WireConnection gateway, long at)
    {
        var resync = await scene.ExpectAsync(gateway, "resync");
        Must(resync["streams"]!.ToJsonString() == "[1]", $"the resync is {resync.ToJsonString()}");
        await scene.StaysAsync("a broken book is not live", static state => (string?)Held(state)!["state"] != "live");
        await gateway.SendAsync(Wire.Resynced(resync), Wire.Book(1, 1, at, 20, Fewer, Asks));
        await scene.HoldsAsync("the snapshot mends it", static state => IsLive(state, 20));
        var levels = Levels(Held(await scene.StateAsync()));
        Must(levels == "[[475000,6],[474975,3]] [[475025,7]]", $"the levels are {levels}, not the snapshot's");
    }

    private static async Task QuoteAsync(SceneContext scene)
    {
        await scene.ConnectAsync();
        var gateway = await scene.WelcomeAsync();
        const string Fields = """["bidPrice","bidSize","askPrice","askSize"]""";
        await scene.SubscribeAsync($$"""{"channel":"quote","symbols":["ESH6"],"fields":{{Fields}}}""");
        var request = await scene.ExpectAsync(gateway, "subscribe");
        var right = Wire.Checksum(long.MinValue, long.MinValue, 475025, 9);
        await gateway.SendAsync(
            Wire.Subscribed(request["id"], Wire.Entry(3, channel: "quote")),
            $"[3,3,null,10,0,0,15,[null,null,475025,9],{right}]");
        await scene.HoldsAsync("the quote is live", static state => IsLive(state, 10));
        await gateway.SendAsync($"[4,3,10,12,2,0,8,[8],{right}]");
        var resync = await scene.ExpectAsync(gateway, "resync");
        await scene.StaysAsync("a broken quote is not live", static state => (string?)Held(state)!["state"] != "live");
        right = Wire.Checksum(long.MinValue, long.MinValue, 475025, 8);
        await gateway.SendAsync(Wire.Resynced(resync), $"[3,3,12,13,1,0,15,[null,null,475025,8],{right}]");
        await scene.HoldsAsync("the snapshot mends it", static state => IsLive(state, 13));
        Must((long?)Held(await scene.StateAsync())!["account"] == 3, "the account is not 3");
    }

    private static async Task UnreadableAsync(SceneContext scene)
    {
        var gateway = await BeginAsync(scene);
        await scene.SubscribeAsync("""{"channel":"book","symbols":["CLG6"],"depth":5}""");
        var request = await scene.ExpectAsync(gateway, "subscribe");
        await gateway.SendAsync(
            Wire.Subscribed(request["id"], Wire.Entry(2, "CLG6")), Wire.Book(1, 2, null, 4, Bids, Asks));
        await scene.HoldsAsync("both are live", static state => IsLive(state, 10) && IsLive(state, 4, "CLG6"));
        await gateway.SendAsync("[2,1,10,11,1,0,[475000],[],0]", Wire.Book(2, 2, 4, 5, [], [], (Bids, Asks)));
        var resync = await scene.ExpectAsync(gateway, "resync");
        Must(resync["streams"]!.ToJsonString() == "[1]", $"the resync is {resync.ToJsonString()}");
        await scene.HoldsAsync("the other goes on", static state => IsLive(state, 5, "CLG6"));
        await gateway.SendAsync(Wire.Resynced(resync), "[1,1,11,12,1,0,[475000,-5],[],0]");
        var unsubscribe = await scene.ExpectAsync(gateway, "unsubscribe");
        Must(unsubscribe["streams"]?.ToJsonString() == "[1]", $"given up is {unsubscribe.ToJsonString()}");
        await scene.StaysAsync("the other goes on, and the first is over", static state =>
            IsLive(state, 5, "CLG6") && (string?)Held(state)?["state"] is null or "ended");
    }

    private static async Task NotAFlushAsync(SceneContext scene)
    {
        var gateway = await BeginAsync(scene);
        await gateway.SendBytesAsync([0x93, 0x02, 0x01]);
        await scene.ExpectEndAsync(gateway);
        await scene.NextAsync("it connects again");
    }

    private static async Task LaterVersionAsync(SceneContext scene)
    {
        await scene.ConnectAsync();
        var gateway = await scene.NextAsync();
        var welcome = JsonNode.Parse(Wire.Welcome("e1"))!.AsObject();
        welcome["later"] = new JsonArray(1, "x");
        await gateway.SendAsync(welcome.ToJsonString());
        await scene.SubscribeAsync(OfBook);
        var request = await scene.ExpectAsync(gateway, "subscribe");
        var book = Wire.Book(1, 1, null, 10, Bids, Asks);
        await gateway.SendAsync(
            """{"op":"weather","sun":true}""", "[99,1,null,1,1,0,\"?\"]",
            Wire.Subscribed(request["id"], Wire.Entry(1, more: """{"later":{"a":1}}""")), book[..^1] + ",\"later\"]");
        await scene.HoldsAsync("the book is live all the same", static state => IsLive(state, 10));
        Must(scene.Server.Accepted == 1, "what it did not know cost the connection");
    }

    private static async Task StampsAsync(SceneContext scene)
    {
        await scene.ConnectAsync(("stamps", true));
        var gateway = await scene.WelcomeAsync();
        var hello = await scene.ExpectAsync(gateway, "hello");
        Must((bool?)hello["stamps"] == true, $"hello is {hello.ToJsonString()}");
        await gateway.SendAsync(
            "[0,1000]",
            $$"""{"op":"hello","id":{{hello["id"]!.ToJsonString()}},"heartbeatMs":1000,"window":0,"maxBytesPerSecond":0,"stamps":true}""");
        await scene.SubscribeAsync(OfBook);
        var request = await scene.ExpectAsync(gateway, "subscribe");
        await gateway.SendAsync(
            "[0,2000]",
            Wire.Subscribed(request["id"], Wire.Entry(1)),
            Wire.Stamped(Wire.Book(1, 1, null, 10, Bids, Asks), "1500"));
        await scene.HoldsAsync("the snapshot is applied, and its time known", static state => IsLive(state, 10) && Newest(state) == 1500);
        await gateway.SendAsync(
            "[0,3000,\"later\"]", Wire.Stamped(Wire.Book(2, 1, 10, 11, [475000, 6], [], (Fewer, Asks)), "17,{\"a\":1},2500"));
        await scene.HoldsAsync("the last element counts", static state => IsLive(state, 11) && Newest(state) == 2500);
    }

    private static long? Newest(JsonObject state) => (long?)Held(state)!["newest"];

    private static async Task ScalesAsync(SceneContext scene)
    {
        var gateway = await BeginAsync(scene);
        await gateway.SendAsync(Wire.Subscribed(
            null, Wire.Entry(1, more: """{"priceScale":3,"tickSize":250,"generation":"0.3.0"}""")));
        await scene.HoldsAsync("the old levels are gone", static state =>
            Held(state)!["bids"] is not JsonArray { Count: > 0 } && (string?)Held(state)!["state"] != "live");
        await gateway.SendAsync(Wire.Book(1, 1, 10, 12, [4750000, 5], [4750250, 7]));
        await scene.HoldsAsync("the snapshot in the new scales is live", static state => IsLive(state, 12));
        Must((long?)Held(await scene.StateAsync())!["account"] == 1, "the account ends with the old scales");
    }

    private static async Task EpochAsync(SceneContext scene)
    {
        var gateway = await BeginAsync(scene);
        await gateway.SendAsync("""{"op":"epoch","epoch":"e2"}""");
        await scene.HoldsAsync("nothing is held", static state => Held(state)!["version"] is null);
        await gateway.SendAsync(Wire.Book(1, 1, null, 3, Fewer, Asks));
        await scene.HoldsAsync("the first snapshot of the new log is live", static state => IsLive(state, 3));
        var state = await scene.StateAsync();
        Must((string?)state["epoch"] == "e2", "the client does not say the new epoch");
        Must((long?)Held(state)!["account"] == 0, "the account did not begin anew");
    }

    private static async Task TradesAsync(SceneContext scene)
    {
        await scene.ConnectAsync();
        var gateway = await scene.WelcomeAsync();
        await scene.SubscribeAsync("""{"channel":"trade","symbols":["ESH6"],"history":2}""");
        var request = await scene.ExpectAsync(gateway, "subscribe");
        await gateway.SendAsync(
            Wire.Subscribed(request["id"], Wire.Entry(4, channel: "trade")),
            "[5,4,null,10,0,1,[[8,1,475000,2,1,71],[10,2,475025,3,2,72]]]");
        await gateway.SendAsync("[5,4,10,12,2,3,[[11,3,475025,1,1,73],[12,4,475050,9,1,null]]]", "[7,4,12,13,1,5,72]");
        await gateway.SendAsync(
            "[8,4,13,14,1,6,73,475075,4,2]", "[6,4,14,30,9,7,55,4750501234,475100,475000,15,1,0,[[20,8,71]]]");
        await scene.HoldsAsync("all of it is applied", static state => IsLive(state, 30));
        var stream = Held(await scene.StateAsync())!;
        Must(stream["trades"]!.ToJsonString() == "[[11,3,475075,4,2,73],[12,4,475050,9,1,null]]",
            $"the trades are {stream["trades"]!.ToJsonString()}");
        Must((long?)stream["account"] == 13, $"the account is {stream["account"]?.ToJsonString() ?? "null"}, not 13");
    }

    private static async Task StatusAsync(SceneContext scene)
    {
        var gateway = await BeginAsync(scene);
        await gateway.SendAsync("""{"op":"status","streams":[1],"state":"gapped","reason":"sequence_gap","since":1}""");
        await scene.HoldsAsync("it is gapped", static state => (string?)Held(state)!["state"] == "gapped");
        await gateway.SendAsync("""{"op":"status","streams":[1],"state":"live","reason":"ok","since":2}""");
        await scene.HoldsAsync("it is live again", static state => IsLive(state, 10));
    }

    private static async Task PhaseAsync(SceneContext scene)
    {
        await scene.ConnectAsync();
        var gateway = await scene.WelcomeAsync();
        await scene.SubscribeAsync(OfBook);
        var request = await scene.ExpectAsync(gateway, "subscribe");
        await gateway.SendAsync(
            Wire.Subscribed(request["id"], Wire.Entry(1, more: """{"phase":"pre_open","phaseSince":5}""")),
            Wire.Book(1, 1, null, 10, Bids, Asks));
        await scene.HoldsAsync("it is live in the phase of its beginning", static state => IsLiveIn(state, "pre_open"));
        await gateway.SendAsync(
            """{"op":"status","streams":[1],"state":"live","reason":"ok","since":0,"phase":"halt","phaseSince":6}""");
        await scene.HoldsAsync("it is live, and the market is halted", static state => IsLiveIn(state, "halt"));
        await gateway.SendAsync("""{"op":"status","streams":[1],"state":"live","reason":"ok","since":0}""");
        await scene.HoldsAsync("the phase is not known any more", static state => IsLiveIn(state, null));
    }

    private static bool IsLiveIn(JsonObject state, string? phase) =>
        IsLive(state, 10) && (string?)Held(state)!["phase"] == phase;
}
