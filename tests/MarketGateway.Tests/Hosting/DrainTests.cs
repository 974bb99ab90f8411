using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using MarketGateway.Hosting;
using MarketGateway.Testing;
using MarketGateway.Testing.Wire;

namespace MarketGateway.Tests.Hosting;

/// <summary>On SIGTERM clients are sent away one after the other, and served until then.</summary>
public sealed class DrainTests
{
    private const int GoingAway = 1001;

    [Fact]
    public async Task Of_500_sessions_each_is_told_and_closed_and_none_is_reset_over_the_window()
    {
        await using var gateway = await MarketHarness.StartAsync("--Drain:Window", "00:00:04");
        var feed = new HandFeed(gateway, remembers: false);
        feed.Define("ESH6");
        feed.Quote("ESH6", 1, 2);
        var clients = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => ConnectAsync(gateway.StreamAddress)));

        using var stopFeed = new CancellationTokenSource();
        var feeding = Task.Run(() => FeedAsync(feed, stopFeed.Token));
        var start = Stopwatch.GetTimestamp();
        var ends = clients.Select(client => EndTimeAsync(client, start)).ToList();
        await gateway.StopAsync();
        var times = (await Task.WhenAll(ends).WaitAsync(Eventually.Patience, TimeProvider.System)).Order().ToList();
        await stopFeed.CancelAsync();
        await feeding;

        Assert.All(clients, AssertSentAway);
        Assert.True(times[^1] >= TimeSpan.FromSeconds(3), $"all had gone after {times[^1]}");
        Assert.InRange(times.Count(time => time < TimeSpan.FromSeconds(2)), 100, 350);
        var delays = clients.Select(client => (long)client.Told("goaway").Single()["reconnectMs"]!).ToList();
        Assert.True(delays.Distinct().Count() > 250, "clients are not asked to come back all at once");
        Assert.InRange(delays.Min(), 750, 1500);
        Assert.InRange(delays.Max(), 4000, 5250);
        Assert.All(clients.Zip(ends), pair => AssertServedUntilTheEnd(pair.First, pair.Second.Result));
        await Task.WhenAll(clients.Select(client => client.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task A_client_that_has_closed_its_window_is_told_all_the_same()
    {
        await using var gateway = await MarketHarness.StartAsync();
        var feed = new HandFeed(gateway, remembers: false);
        feed.Define("ESH6");
        feed.Quote("ESH6", 1, 2);
        await using var client = await WireClient.ConnectAsync(gateway.StreamAddress);
        await client.RequestAsync(new { op = "hello", window = 2 });
        await client.SendAsync(new { op = "subscribe", channel = "quote", symbols = new[] { "ESH6" } });
        await Eventually.IsTrueAsync("the window is closed", () => client.Flushes >= 2);
        await gateway.StopAsync();
        await client.Ended.WaitAsync(Eventually.Patience, TimeProvider.System);
        AssertSentAway(client);
    }

    [Fact]
    public async Task While_it_drains_the_gateway_is_not_ready_and_takes_no_further_client()
    {
        await using var gateway = await MarketHarness.StartAsync();
        var clients = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => WireClient.ConnectAsync(gateway.StreamAddress)));
        using var http = new HttpClient { BaseAddress = gateway.Address };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/healthz/ready", UriKind.Relative))).StatusCode);

        var stopping = gateway.StopAsync();
        await clients[0].HasAsync("to go away", message => (string?)(message as JsonObject)?["op"] == "goaway");
        var ready = await http.GetAsync(new Uri("/healthz/ready", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal("not_ready", (string)JsonNode.Parse(await ready.Content.ReadAsStringAsync())!["status"]!);
        using var late = new ClientWebSocket();
        late.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(() => late.ConnectAsync(gateway.StreamAddress, CancellationToken.None));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, late.HttpStatusCode);
        var events = await http.GetAsync(new Uri("/v1/events?symbols=A", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, events.StatusCode);
        Assert.Equal("draining", (string)JsonNode.Parse(await events.Content.ReadAsStringAsync())!["code"]!);
        await stopping;
        await Task.WhenAll(clients.Select(client => client.Ended)).WaitAsync(Eventually.Patience, TimeProvider.System);
        Assert.All(clients, AssertSentAway);
        await Task.WhenAll(clients.Select(client => client.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task An_event_stream_ends_with_the_time_after_which_to_come_back()
    {
        await using var gateway = await MarketHarness.StartAsync();
        using var http = new HttpClient { BaseAddress = gateway.Address };
        using var response = await http.GetAsync(
            new Uri("/v1/events?symbols=*", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        await Eventually.IsTrueAsync("the stream is open", () => gateway.Hub.Count == 1);
        var reading = response.Content.ReadAsStringAsync();
        await gateway.StopAsync();
        var text = await reading.WaitAsync(Eventually.Patience, TimeProvider.System);
        Assert.Contains("\"op\":\"goaway\"", text, StringComparison.Ordinal);
        var last = text.TrimEnd().Split('\n')[^1];
        Assert.StartsWith("retry: ", last, StringComparison.Ordinal);
        Assert.InRange(int.Parse(last["retry: ".Length..], System.Globalization.CultureInfo.InvariantCulture), 0, 1000);
    }

    [Fact]
    public async Task A_terminated_process_serves_its_clients_to_the_end_and_exits_with_0()
    {
        await using var gateway = await GatewayProcess.StartAsync();
        await using var client = await WireClient.ConnectAsync(gateway.StreamAddress);
        await client.SendAsync(new { op = "subscribe", channel = "quote", symbols = new[] { "*" } });
        await client.HasAsync("a quote", message => message is JsonArray);
        await gateway.SignalAsync("TERM");
        await client.Ended.WaitAsync(Eventually.Patience, TimeProvider.System);
        AssertSentAway(client);
        Assert.True(DataAfterGoAway(client) > 0, "the simulated market went on until the client had gone");
        Assert.Equal(0, await gateway.EndAsync());
        Assert.DoesNotContain("fail:", gateway.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_signal_ends_the_process_at_once()
    {
        await using var gateway = await GatewayProcess.StartAsync("--Drain:Window", "01:00:00", "--Drain:HardStop", "01:30:00");
        await using var client = await WireClient.ConnectAsync(gateway.StreamAddress);
        client.Hold();
        var others = await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => WireClient.ConnectAsync(gateway.StreamAddress)));

        // Not INT: a process that a shell has put into the background may have been started deaf to it.
        await gateway.SignalAsync("TERM");
        await others[0].HasAsync("to go away", message => (string?)(message as JsonObject)?["op"] == "goaway");
        Assert.False(gateway.HasExited);
        await gateway.SignalAsync("TERM");
        Assert.Equal(143, await gateway.EndAsync());
        await Task.WhenAll(others.Select(other => other.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task A_hard_stop_within_the_window_stops_the_start_and_names_the_setting()
    {
        var wrong = await Assert.ThrowsAsync<SettingsException>(
            () => MarketHarness.StartAsync("--Drain:Window", "00:00:10", "--Drain:HardStop", "00:00:10"));
        Assert.Equal("Drain:HardStop is '00:00:10'; it must be longer than Drain:Window (00:00:10).", wrong.Message);
    }

    private static async Task<WireClient> ConnectAsync(Uri address)
    {
        var client = await WireClient.ConnectAsync(address);
        await client.SendAsync(new { op = "subscribe", channel = "quote", symbols = new[] { "ESH6" }, intervalMs = 100 });
        await client.HasAsync("the quote", message => message is JsonArray);
        return client;
    }

    private static async Task FeedAsync(HandFeed feed, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        try
        {
            for (var bid = 1L; await timer.WaitForNextTickAsync(stop); bid++)
            {
                feed.Quote("ESH6", bid, bid + 1);
            }
        }
        catch (OperationCanceledException)
        {
            // Every client has gone.
        }
    }

    private static async Task<TimeSpan> EndTimeAsync(WireClient client, long start)
    {
        await client.Ended;
        return Stopwatch.GetElapsedTime(start);
    }

    private static void AssertSentAway(WireClient client)
    {
        Assert.Single(client.Told("goaway"));
        Assert.Equal(GoingAway, client.Closed?.Code);
        Assert.False(client.IsReset);
    }

    /// <summary>With updates every 100 ms, whoever was there for a second more must have got some.</summary>
    private static void AssertServedUntilTheEnd(WireClient client, TimeSpan endedAfter)
    {
        var expected = endedAfter > TimeSpan.FromSeconds(1) ? endedAfter.TotalSeconds : 0;
        Assert.True(
            DataAfterGoAway(client) >= expected,
            $"a session that ended after {endedAfter} got {DataAfterGoAway(client)} updates after the word to go");
    }

    private static int DataAfterGoAway(WireClient client) => client.Messages
        .SkipWhile(message => (string?)(message as JsonObject)?["op"] != "goaway")
        .Count(message => message is JsonArray);
}
