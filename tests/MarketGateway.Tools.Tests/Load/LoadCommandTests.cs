using System.Text.Json.Nodes;
using MarketGateway.Testing;
using MarketGateway.Tools.Tests.Watch;

namespace MarketGateway.Tools.Tests.Load;

/// <summary><c>mgw load</c> against a gateway on a real port.</summary>
public sealed class LoadCommandTests
{
    private static readonly string[] Symbols = ["ESH6", "NQH6", "CLG6"];

    [Fact]
    public async Task Every_session_holds_what_the_gateway_has_and_nothing_was_wrong()
    {
        await using var gateway = await MarketHarness.StartAsync();
        var feed = Begin(gateway);
        using var output = new LineWriter();
        using var enough = new CancellationTokenSource();

        var running = RunAsync(
            gateway.StreamAddress, output, enough.Token,
            "--sessions", "8", "--symbols-per-session", "2", "--channel", "book,quote,trade", "--depth", "3");
        await UntilCountedAsync(feed, output, least: 500);
        await enough.CancelAsync();
        var (exitCode, error) = await running;

        var report = JsonNode.Parse(output.Lines[^1])!;
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal((8, 0, 0), ((int)report["live"]!, (int)report["wrong"]!, (int)report["different"]!));

        // A change below the depth moves a version that the client learns with the next heartbeat.
        Assert.InRange((int)report["compared"]!, 1, 8 * 2 * 2);
        Assert.True((long)report["counts"]!["checksums"]! > 0);
    }

    [Fact]
    public async Task Sessions_that_stall_or_read_slowly_are_held_without_being_taken_for_wrong()
    {
        await using var gateway = await MarketHarness.StartAsync();
        var feed = Begin(gateway);
        using var output = new LineWriter();
        using var enough = new CancellationTokenSource();

        var running = RunAsync(
            gateway.StreamAddress, output, enough.Token,
            "--sessions", "10", "--symbols-per-session", "0", "--slow", "20", "--read-rate", "2000", "--stalled", "20",
            "--window", "2");
        await UntilCountedAsync(feed, output, least: 300);
        await enough.CancelAsync();
        var (exitCode, _) = await running;

        Assert.Equal(0, exitCode);
        Assert.Equal(10, (int)JsonNode.Parse(output.Lines[^1])!["live"]!);
    }

    [Fact]
    public async Task A_byte_that_changes_on_the_way_fails_the_run()
    {
        await using var gateway = await MarketHarness.StartAsync();
        var feed = Begin(gateway);
        using var wire = new BrokenWire(gateway.StreamAddress);
        using var output = new LineWriter();
        using var enough = new CancellationTokenSource();

        var running = RunAsync(wire.Url, output, enough.Token, "ESH6", "--sessions", "1");
        await UntilCountedAsync(feed, output, least: 10);
        wire.Break();
        await Eventually.IsTrueAsync("something is wrong", () =>
        {
            feed.Delta("ESH6", 1, 5, 7);
            return output.Lines.Any(line => (int)JsonNode.Parse(line)!["wrong"]! > 0);
        });
        await enough.CancelAsync();
        var (exitCode, _) = await running;

        Assert.Equal(1, exitCode);
    }

    [Fact]
    public async Task Without_a_gateway_the_mistake_is_named()
    {
        using var output = new LineWriter();

        var (exitCode, error) = await RunAsync(new Uri("ws://127.0.0.1:1/v1/stream"), output, default);

        Assert.Equal(1, exitCode);
        Assert.StartsWith("mgw: No gateway answers at ws://127.0.0.1:1/v1/stream.", error, StringComparison.Ordinal);
    }

    private static HandFeed Begin(MarketHarness gateway)
    {
        var feed = new HandFeed(gateway);
        foreach (var symbol in Symbols)
        {
            feed.Define(symbol);
            feed.Snapshot(symbol);
            feed.Quote(symbol, 9_999, 10_001);
        }

        return feed;
    }

    /// <summary>Feeds until the load has counted so many updates.</summary>
    private static async Task UntilCountedAsync(HandFeed feed, LineWriter output, long least)
    {
        var random = new Random(1);
        await Eventually.IsTrueAsync($"{least} updates were counted", () =>
        {
            foreach (var symbol in Symbols)
            {
                feed.Random(symbol, random);
            }

            return output.Lines.Sum(line => (long)JsonNode.Parse(line)!["counts"]!["updates"]!) >= least;
        });
    }

    private static async Task<(int ExitCode, string Error)> RunAsync(
        Uri url, LineWriter output, CancellationToken cancellation, params string[] options)
    {
        using var error = new StringWriter();
        string[] args = ["load", "--json", "--url", url.ToString(), .. options];
        var exitCode = await MgwCommandLine.RunAsync(args, output, error, cancellation);
        return (exitCode, error.ToString().TrimEnd());
    }
}
