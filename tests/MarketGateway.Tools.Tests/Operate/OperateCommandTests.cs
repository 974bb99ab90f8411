using System.Text.Json.Nodes;
using MarketGateway.Core.Feed;
using MarketGateway.Testing;
using MarketGateway.Testing.Wire;

namespace MarketGateway.Tools.Tests.Operate;

/// <summary>What <c>mgw</c> shows and does at a gateway's address for operators.</summary>
public sealed class OperateCommandTests
{
    [Fact]
    public async Task Sessions_and_their_streams_are_tables_and_one_that_is_kicked_is_told_why()
    {
        await using var gateway = await StartAsync();
        await using var client = await SubscribeAsync(gateway);

        var (_, json, _) = await RunAsync(gateway, "sessions", "--json");
        var id = (string)JsonNode.Parse(json)!["sessions"]![0]!["id"]!;
        var (_, table, _) = await RunAsync(gateway, "sessions", "--filter", "desk");
        var (_, streams, _) = await RunAsync(gateway, "sessions", id);
        var (kicked, said, _) = await RunAsync(gateway, "kick", id, "--reason", "a trial");
        await client.Ended.WaitAsync(Eventually.Patience, TimeProvider.System);

        Assert.Matches($@"^ID +PRINCIPAL .*\n{id} +anonymous +127\.0\.0\.1:\d+ +desk 7 ", table);
        Assert.Matches(@"^STREAM +SYMBOL .*\n +\d+ +ESH4 +book ", streams);
        Assert.Equal((0, $"{id} kicked"), (kicked, said.Trim()));
        Assert.Equal((4004, "ended by an operator: a trial"), client.Closed);
    }

    [Fact]
    public async Task A_gapped_symbol_is_found_and_shown_in_full()
    {
        await using var gateway = await StartAsync();
        gateway.Apply(FeedTopic.Books, "ESH4", FeedUpdates.Delta(9));

        var (_, list, _) = await RunAsync(gateway, "symbols", "--state", "gapped");
        var (_, symbol, _) = await RunAsync(gateway, "symbols", "ESH4");

        Assert.Matches(@"\nESH4 +gapped +sequence_gap ", list);
        Assert.Matches(@"\nbooks +gapped +sequence_gap ", symbol);
    }

    [Theory]
    [InlineData("sessions", "ID  PRINCIPAL")]
    [InlineData("symbols", "SYMBOL  BOOK")]
    [InlineData("partitions", "TOPIC  PARTITION")]
    public async Task Top_prints_one_picture_into_a_pipe(string view, string head)
    {
        await using var gateway = await StartAsync();

        var (exitCode, text, _) = await RunAsync(gateway, "top", "--view", view);

        Assert.Equal(0, exitCode);
        Assert.Contains(head, string.Join('\n', text.Split('\n').Select(static line => line.TrimEnd())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_drain_is_done_when_it_is_confirmed_and_not_before()
    {
        await using var gateway = await StartAsync();
        await using var client = await SubscribeAsync(gateway);

        var (_, asked, _) = await RunAsync(gateway, "drain");
        Assert.StartsWith("1 sessions; --yes sends them away", asked, StringComparison.Ordinal);
        Assert.False(gateway.Hub.IsDraining);
        var (exitCode, text, _) = await RunAsync(gateway, "drain", "--yes");

        Assert.Equal(0, exitCode);
        Assert.EndsWith("drained: no session is left", text.Trim(), StringComparison.Ordinal);
        await client.Ended.WaitAsync(Eventually.Patience, TimeProvider.System);
    }

    [Fact]
    public async Task What_a_gateway_refuses_is_one_sentence_and_so_is_that_none_is_there()
    {
        await using var gateway = await StartAsync("--Admin:Tokens:me", new string('x', 40));

        var (exitCode, _, refused) = await RunAsync(gateway, "sessions");
        Assert.Equal((1, "mgw: The gateway refuses: no token of an operator was shown. Show one with --token or MGW_ADMIN_TOKEN."), (exitCode, refused.Trim()));
        Assert.Equal(0, (await RunAsync(gateway, "sessions", "--token", new string('x', 40))).ExitCode);

        using var error = new StringWriter();
        Assert.Equal(1, await MgwCommandLine.RunAsync(
            ["sessions", "--admin", "http://127.0.0.1:1"], new StringWriter(), error, TestContext.Current.CancellationToken));
        Assert.StartsWith("mgw: No gateway answers at http://127.0.0.1:1/", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shell_is_told_the_commands_and_the_values_of_options()
    {
        using var output = new StringWriter();
        await MgwCommandLine.RunAsync(["[suggest:6]", "mgw to"], output, new StringWriter(), TestContext.Current.CancellationToken);
        await MgwCommandLine.RunAsync(
            ["[suggest:20]", "mgw sessions --sort "], output, new StringWriter(), TestContext.Current.CancellationToken);

        Assert.Equal(["top", "age", "bytes", "oldestUnsent", "subscriptions"],
            output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(word => word is not ("simulate" or "topics")));
    }

    private static async Task<MarketHarness> StartAsync(params string[] settings)
    {
        var gateway = await MarketHarness.StartAsync(["--Metrics:Url", "http://127.0.0.1:0", .. settings]);
        gateway.Apply(FeedTopic.Instruments, "ESH4", FeedUpdates.Instrument());
        gateway.Apply(FeedTopic.Books, "ESH4", FeedUpdates.Snapshot(1));
        return gateway;
    }

    private static async Task<WireClient> SubscribeAsync(MarketHarness gateway)
    {
        var client = await WireClient.ConnectAsync(gateway.StreamAddress);
        await client.RequestAsync(new { op = "hello", client = "desk 7" });
        await client.RequestAsync(new { op = "subscribe", channel = "book", symbols = new[] { "ESH4" } });
        return client;
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(MarketHarness gateway, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await MgwCommandLine.RunAsync(
            [.. args, "--admin", new Uri(gateway.OperatorAddress, "/").ToString()],
            output, error, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), error.ToString());
    }
}
