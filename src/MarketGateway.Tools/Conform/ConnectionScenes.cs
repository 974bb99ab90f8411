using System.Text.Json.Nodes;
using static MarketGateway.Tools.Conform.SceneContext;
using static MarketGateway.Tools.Conform.StreamScenes;

namespace MarketGateway.Tools.Conform;

/// <summary>What a client must do when connections end, and what keeps them.</summary>
internal static class ConnectionScenes
{
    private static readonly long[] Bids = [475000, 5, 474975, 3];
    private static readonly long[] Asks = [475025, 7];
    private static readonly long[] Fewer = [475000, 6, 474975, 3];
    private static readonly long[] After = [475000, 6, 474975, 3];

    public static IEnumerable<Scene> All { get; } =
    [
        new("cut-anywhere", "a flush cut at any byte is not applied, and the next connection resumes before it", CutAsync),
        new("resume-elsewhere", "after a loss it goes on at another replica, from what it held", ResumeAsync),
        new("resume-moved", "a version of before is not offered as one of a new generation whose snapshot was lost", MovedAsync),
        new("goaway", "it leaves when it was told to, and connects again elsewhere", GoAwayAsync),
        new("close-again", "close codes up to 4499 are followed by another connection", CloseAgainAsync),
        new("close-final", "close codes from 4500 on are not", CloseFinalAsync),
        new("token", "an expired token is no end where there is another: the next connection shows it", TokenAsync),
        new("rate-limited", "a subscription that came too early is asked for again when that is granted", RateLimitedAsync),
        new("window", "flushes are acknowledged once they are processed, and none before it came", WindowAsync),
        new("busy", "while its program takes nothing, no flush is acknowledged; afterwards all are", BusyAsync),
        new("dribble", "a flush that comes byte by byte is applied, as a whole", DribbleAsync),
        new("silence", "a gateway that falls silent is left for another", SilenceAsync),
        new("back-off", "a gateway that breaks at once is not hammered, and not given up", BackOffAsync),
    ];

    private static async Task CutAsync(SceneContext scene)
    {
        var gateway = await BeginAsync(scene);
        var delta = Wire.Book(2, 1, 10, 12, [475000, 6], [], (After, Asks));
        var length = gateway.LengthOf(delta);
        for (var bytes = 1; bytes < length; bytes += 5)
        {
            await gateway.CutAsync(bytes, delta);
            gateway = await scene.WelcomeAsync(what: "it connects again");
            var request = await scene.ExpectAsync(gateway, "subscribe");
            Must(Offer(request) == """[10,null,null,"0.2.0"]""", $"cut at byte {bytes}, it offers {Offer(request)}");
            await gateway.SendAsync(Wire.Resumed(request["id"], """["ESH6",1,2,0,25]"""));
            await scene.HoldsAsync("it stands where it stood", static state => IsLive(state, 10));
        }

        await gateway.SendAsync(delta);
        await scene.HoldsAsync("the whole flush is applied", static state => IsLive(state, 12));
    }

    private static async Task ResumeAsync(SceneContext scene)
    {
        var gateway = await BeginAsync(scene);
        long[] full = [475000, 6, 474975, 3, 474950, 1, 474925, 1, 474900, 1];
        await gateway.SendAsync(
            Wire.Book(2, 1, 10, 12, [475000, 6, 474950, 1, 474925, 1, 474900, 1], [], (full, Asks)));
        await scene.HoldsAsync("one side is full", static state => IsLive(state, 12));
        gateway.Break();
        var other = await scene.WelcomeAsync(what: "it connects again");
        Must(other.Server != gateway.Server, "it came to the replica that was lost, not to the other");
        var request = await scene.ExpectAsync(other, "subscribe");
        Must(Offer(request) == """[12,474900,null,"0.2.0"]""", $"it offers {Offer(request)}");
        Must((string?)request["resume"]!["epoch"] == "e1", "it does not say of which epoch its versions are");
        await other.SendAsync(
            Wire.Resumed(request["id"], """["ESH6",9,2,0,25]"""),
            Wire.Book(
                2, 9, 12, 15, [474975, 0, 474875, 2], [],
                ([475000, 6, 474950, 1, 474925, 1, 474900, 1, 474875, 2], Asks)));
        await scene.HoldsAsync("the delta is applied", static state => IsLive(state, 15));
        Must((long?)Held(await scene.StateAsync())!["account"] == 2, "the account does not go on through a resume");
    }

    private static async Task MovedAsync(SceneContext scene)
    {
        var gateway = await BeginAsync(scene);
        await gateway.SendAsync(Wire.Subscribed(null, Wire.Entry(1, more: """{"generation":"1.2.0"}""")));
        await scene.HoldsAsync("it waits for the snapshot", static state => !IsLive(state, 10));
        gateway.Break();
        var other = await scene.WelcomeAsync(what: "it connects again");
        var request = await scene.ExpectAsync(other, "subscribe");
        Must(Offer(request) is null or """[10,null,null,"0.2.0"]""", $"it offers {Offer(request)}");
        await other.SendAsync(
            Wire.Subscribed(request["id"], Wire.Entry(9, more: """{"generation":"1.2.0"}""")),
            Wire.Book(1, 9, null, 3, Fewer, Asks));
        await scene.HoldsAsync("the snapshot is live", static state => IsLive(state, 3));
    }

    private static async Task GoAwayAsync(SceneContext scene)
    {
        var gateway = await BeginAsync(scene);
        var started = TimeProvider.System.GetTimestamp();
        await gateway.SendAsync("""{"op":"goaway","reason":"draining","reconnectMs":300}""");
        await gateway.SendAsync(Wire.Book(2, 1, 10, 11, [475000, 6], [], (After, Asks)));
        await scene.HoldsAsync("data goes on meanwhile", static state => (long?)Held(state)!["version"] == 11);
        await scene.ExpectEndAsync(gateway);
        Must(TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromMilliseconds(250), "it left before the time");
        var other = await scene.WelcomeAsync(what: "it connects again");
        Must(other.Server != gateway.Server, "it came back to the gateway that is going away");
    }

    private static async Task CloseAgainAsync(SceneContext scene)
    {
        foreach (var code in (int[])[1001, 4000, 4002])
        {
            var gateway = code == 1001 ? await BeginAsync(scene) : await scene.WelcomeAsync(what: "it connects again");
            await gateway.CloseAsync(code, "again");
        }

        await scene.NextAsync("it connects again after 4002");
    }

    private static async Task CloseFinalAsync(SceneContext scene)
    {
        var gateway = await BeginAsync(scene);
        await gateway.CloseAsync(4503, "unauthorized");
        await scene.HoldsAsync("the client is closed", static state => (string?)state["state"] == "closed");
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System);
        Must(scene.Server.Accepted == 1, "it connected again although it was told not to");
    }

    private static async Task TokenAsync(SceneContext scene)
    {
        await scene.ConnectAsync(("token", "first"));
        var gateway = await scene.WelcomeAsync();
        Must(IsToken(gateway.Token, "first") || await ShownAsync(scene, gateway) == "first", "it shows no token");
        await scene.AskAsync("token", ("token", "second"));
        await gateway.CloseAsync(4504, "token_expired");
        var again = await scene.WelcomeAsync(what: "it comes with another token");
        Must(IsToken(again.Token, "second") || await ShownAsync(scene, again) == "second", "it shows the old token");
    }

    private static async Task RateLimitedAsync(SceneContext scene)
    {
        await scene.ConnectAsync();
        var gateway = await scene.WelcomeAsync();
        await scene.SubscribeAsync("""{"channel":"book","symbols":["ESH6"],"depth":5}""");
        var request = await scene.ExpectAsync(gateway, "subscribe");
        await gateway.SendAsync(
            $$"""{"op":"error","id":{{request["id"]!.ToJsonString()}},"code":"rate_limited","message":"","retryMs":100}""");
        for (var i = 0; i < 4; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            await gateway.SendAsync(Wire.Heartbeat);
        }

        request = await scene.ExpectAsync(gateway, "subscribe");
        await gateway.SendAsync(Wire.Subscribed(request["id"], Wire.Entry(1)), Wire.Book(1, 1, null, 10, Bids, Asks));
        await scene.HoldsAsync("the book is live", static state => IsLive(state, 10));
    }

    private static async Task WindowAsync(SceneContext scene)
    {
        await scene.ConnectAsync(("window", 2));
        var gateway = await scene.WelcomeAsync();
        var hello = await scene.ExpectAsync(gateway, "hello");
        Must((int?)hello["window"] == 2, $"hello is {hello.ToJsonString()}");
        await gateway.SendAsync(
            $$"""{"op":"hello","id":{{hello["id"]!.ToJsonString()}},"heartbeatMs":1000,"window":2,"maxBytesPerSecond":0}""");
        await scene.SubscribeAsync("""{"channel":"book","symbols":["ESH6"],"depth":5}""");
        var request = await scene.ExpectAsync(gateway, "subscribe");
        await gateway.SendAsync(Wire.Subscribed(request["id"], Wire.Entry(1)), Wire.Book(1, 1, null, 10, Bids, Asks));
        for (var version = 10; version < 20; version++)
        {
            await gateway.SendAsync(Wire.Book(2, 1, version, version + 1, [], [], (Bids, Asks)));
            for (long acknowledged = 0; acknowledged < gateway.Flushes - 1;)
            {
                acknowledged = (long)(await scene.ExpectAsync(gateway, "ack"))["flush"]!;
                Must(acknowledged <= gateway.Flushes, $"it acknowledges {acknowledged} of {gateway.Flushes} flushes");
            }
        }

        await scene.HoldsAsync("all was applied", static state => IsLive(state, 20));
    }

    private static async Task BusyAsync(SceneContext scene)
    {
        await scene.ConnectAsync(("window", 2));
        var gateway = await scene.WelcomeAsync();
        await scene.SubscribeAsync("""{"channel":"book","symbols":["ESH6"],"depth":5}""");
        var request = await scene.ExpectAsync(gateway, "subscribe");
        await gateway.SendAsync(Wire.Subscribed(request["id"], Wire.Entry(1)), Wire.Book(1, 1, null, 10, Bids, Asks));
        await scene.HoldsAsync("the book is live", static state => IsLive(state, 10));
        await scene.AskAsync("busy");
        var before = gateway.Flushes;
        await gateway.SendAsync(Wire.Book(2, 1, 10, 11, [], [], (Bids, Asks)));
        await gateway.SendAsync(Wire.Book(2, 1, 11, 12, [475000, 6], [], (After, Asks)));
        var aWhile = Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System);
        var acknowledging = scene.ExpectAsync(gateway, "ack");
        while (await Task.WhenAny(acknowledging, aWhile) == acknowledging)
        {
            var flush = (long)(await acknowledging)["flush"]!;
            Must(flush <= before, $"it acknowledges flush {flush}, which its program has not taken");
            acknowledging = scene.ExpectAsync(gateway, "ack");
        }

        await scene.AskAsync("free");
        while ((long)(await acknowledging)["flush"]! < gateway.Flushes)
        {
            acknowledging = scene.ExpectAsync(gateway, "ack");
        }

        await scene.HoldsAsync("all was applied", static state => IsLive(state, 12));
    }

    private static async Task DribbleAsync(SceneContext scene)
    {
        var gateway = await BeginAsync(scene);
        await gateway.DribbleAsync(
            Wire.Book(2, 1, 10, 11, [], [], (Bids, Asks)), Wire.Book(2, 1, 11, 12, [475000, 6], [], (After, Asks)));
        await scene.HoldsAsync("the flush is applied", static state => IsLive(state, 12));
        Must(scene.Server.Accepted == 1, "a slow line cost the connection");
    }

    private static async Task SilenceAsync(SceneContext scene)
    {
        await scene.ConnectAsync(("heartbeatMs", 250));
        var gateway = await scene.WelcomeAsync();
        await scene.ExpectEndAsync(gateway);
        await scene.NextAsync("it connects again");
    }

    private static async Task BackOffAsync(SceneContext scene)
    {
        await scene.ConnectAsync();
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(1.5))
        {
            (await scene.WelcomeAsync(what: "it connects again")).Break();
        }

        Must(scene.Server.Accepted <= 60, $"it connected {scene.Server.Accepted} times in 1.5 s");
    }

    private static string? Offer(JsonObject request) => request["resume"]?["streams"]?["ESH6"]?.ToJsonString();

    private static bool IsToken(string? shown, string token) => shown == token || shown
        == "marketgateway.bearer." + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(token))
            .TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>The token of an <c>auth</c> that comes as a first message.</summary>
    private static async Task<string?> ShownAsync(SceneContext scene, WireConnection gateway)
    {
        var auth = await scene.ExpectAsync(gateway, "auth");
        await gateway.SendAsync(
            $$"""{"op":"authenticated","id":{{auth["id"]!.ToJsonString()}},"principal":"conform"}""");
        return (string?)auth["token"];
    }
}
