using System.Text.Json.Nodes;
using MarketGateway.Core.Feed;
using MarketGateway.Demo;
using MarketGateway.Testing;

namespace MarketGateway.Tools.Tests.Watch;

/// <summary><c>mgw watch</c> against a gateway on a real port.</summary>
public sealed class WatchCommandTests
{
    private static readonly SimulationOptions Options = new() { Instruments = 8 };
    private static readonly string[] Nothing = [];
    private static readonly TimeSpan Forever = TimeSpan.FromDays(1);

    [Theory]
    [InlineData("book", "book_snapshot", "msgpack")]
    [InlineData("book", "book_snapshot", "json")]
    [InlineData("quote", "quote_snapshot", "msgpack")]
    [InlineData("trade", "trades", "json")]
    public async Task Every_message_is_a_line_of_json_that_says_it_was_proven(string channel, string kind, string encoding)
    {
        await using var gateway = await StartAsync();
        using var output = new LineWriter();

        var running = RunAsync(
            gateway, output,
            [
                "*", "--json", "--channel", channel, "--encoding", encoding,
                .. channel == "book" ? ["--depth", "5"] : Nothing,
            ]);
        await Eventually.IsTrueAsync(
            "eight streams have begun", () => output.Lines.Count(line => Kind(line) == kind) >= 8);
        var (exitCode, error) = await running();

        Assert.Equal((0, ""), (exitCode, error));
        var messages = output.Lines.Select(static line => JsonNode.Parse(line)!)
            .Where(message => (string)message["kind"]! == kind).ToArray();
        Assert.All(messages, message =>
        {
            Assert.Equal("applied", (string)message["verdict"]!);
            Assert.Equal(channel, (string)message["channel"]!);
            Assert.NotNull(message["to"]);
        });
        if (channel == "book")
        {
            Assert.All(messages, static message => Assert.Equal(5, message["bids"]!.AsArray().Count));
        }
    }

    [Fact]
    public async Task Without_a_terminal_a_change_is_a_plain_line_and_a_wrong_symbol_is_named()
    {
        await using var gateway = await StartAsync();
        using var output = new LineWriter();
        var symbol = new SimulatedMarket(Options).Instruments[0].Symbol;

        var running = RunAsync(gateway, output, symbol, "NOPE");
        await Eventually.IsTrueAsync("the book is shown", () => output.Lines.Any(static line => line.EndsWith(" live")));
        var (exitCode, error) = await running();

        Assert.Equal(0, exitCode);
        Assert.Matches(@"^mgw: NOPE: .*\(unknown_symbol\)\.\s*$", error);
        Assert.Contains(output.Lines, line => line.StartsWith(symbol + " book ", StringComparison.Ordinal)
            && line.Contains(" | ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_what_was_asked_for_of_symbols_with_the_attributes_asked_for_comes()
    {
        await using var gateway = await StartAsync();
        using var output = new LineWriter();

        var running = RunAsync(
            gateway, output, "*", "--json", "--channel", "quote", "--venue", "XCME,EBS", "--currency", "USD",
            "--fields", "bidPrice,askPrice", "--min-move", "1");
        await Eventually.IsTrueAsync(
            "three quotes have come", () => output.Lines.Count(static line => Kind(line) == "quote_snapshot") >= 3);
        var (exitCode, error) = await running();

        Assert.Equal((0, ""), (exitCode, error));
        var quotes = output.Lines.Select(static line => JsonNode.Parse(line)!)
            .Where(static message => (string)message["kind"]! == "quote_snapshot").ToArray();
        Assert.Equal(
            ["ESH6", "EURUSD", "NQH6"], quotes.Select(static quote => (string)quote["symbol"]!).Order());
        Assert.All(quotes, static quote =>
        {
            Assert.NotNull(quote["askPrice"]);
            Assert.Null(quote["bidSize"]);
        });
    }

    [Fact]
    public async Task With_stamps_each_message_says_when_it_left_and_how_new_it_is()
    {
        await using var gateway = await StartAsync();
        using var output = new LineWriter();
        using var error = new StringWriter();

        await MgwCommandLine.RunAsync(
            ["watch", "*", "--url", gateway.StreamAddress.ToString(), "--json", "--stamps", "--count", "8"], output, error);

        var messages = output.Lines.Select(static line => JsonNode.Parse(line)!)
            .Where(static message => (string)message["kind"]! != "status").ToArray();
        Assert.Equal(8, messages.Length);
        Assert.All(messages, static message =>
        {
            var sentAt = DateTimeOffset.UnixEpoch.AddMicroseconds((long)message["sentAt"]!);
            Assert.InRange(TimeProvider.System.GetUtcNow() - sentAt, TimeSpan.Zero, TimeSpan.FromMinutes(1));
            Assert.True(message["newest"] is not null, $"how new is {message.ToJsonString()}");
        });
    }

    [Theory]
    [InlineData("--json", "--count", "3")]
    [InlineData("--count", "3")]
    public async Task It_ends_by_itself_after_as_many_lines_as_were_asked_for(params string[] switches)
    {
        await using var gateway = await StartAsync();
        using var output = new LineWriter();
        using var error = new StringWriter();

        var exitCode = await MgwCommandLine.RunAsync(
            ["watch", "*", "--url", gateway.StreamAddress.ToString(), .. switches], output, error);

        Assert.Equal((0, ""), (exitCode, error.ToString()));
        Assert.Equal(3, output.Lines.Count(static line => !line.Contains("\"kind\":\"status\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task It_ends_by_itself_after_the_time_that_was_asked_for()
    {
        await using var gateway = await StartAsync();
        using var output = new LineWriter();
        using var error = new StringWriter();

        var exitCode = await MgwCommandLine.RunAsync(
            ["watch", "*", "--url", gateway.StreamAddress.ToString(), "--duration", "100ms"], output, error);

        Assert.Equal((0, ""), (exitCode, error.ToString()));
    }

    [Fact]
    public async Task Who_reads_no_more_ends_it_without_a_word()
    {
        await using var gateway = await StartAsync();
        using var error = new StringWriter();

        var exitCode = await MgwCommandLine.RunAsync(
            ["watch", "*", "--url", gateway.StreamAddress.ToString()], new BrokenPipe(), error);

        Assert.Equal((0, ""), (exitCode, error.ToString()));
    }

    [Fact]
    public async Task Nothing_to_show_is_a_failure()
    {
        await using var gateway = await StartAsync();
        using var output = new LineWriter();
        using var error = new StringWriter();

        var exitCode = await MgwCommandLine.RunAsync(
            ["watch", "NOPE", "--url", gateway.StreamAddress.ToString()], output, error);

        Assert.Equal(1, exitCode);
        Assert.Contains("unknown_symbol", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("watch ES --url ws://127.0.0.1:1/v1/stream", "No gateway there: cannot connect to ws://127.0.0.1:1/v1/")]
    [InlineData("watch ES --url http://x", "--url is 'http://x' but must be an address such as ws://")]
    [InlineData("watch ES --interval 5ms", "--interval is '5ms' but must be 0, or from 10ms to 60s.")]
    [InlineData("watch ES --interval soon", "--interval is 'soon' but must be 0, or from 10ms to 60s.")]
    [InlineData("watch ES --depth -1", "--depth is '-1' but must be a whole number from 0 to")]
    [InlineData("watch ES --grouping x", "--grouping is 'x' but must be a whole number from 0 to")]
    [InlineData("watch ES --grouping 4 --channel quote", "--grouping goes with --channel book, not with quote.")]
    [InlineData("watch ES --min-size 4", "--min-size goes with --channel trade, not with book.")]
    [InlineData("watch ES --channel quote --fields bidPrise", "--fields names 'bidPrise', but there are only ")]
    [InlineData("watch ES --channel trade --min-size -1", "--min-size is '-1' but must be a whole number below 2^53.")]
    [InlineData("watch", "Required argument 'SYMBOL' missing")]
    public async Task A_mistake_is_one_sentence_and_exit_code_1(string commandLine, string sentence)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        var exitCode = await MgwCommandLine.RunAsync(commandLine.Split(' '), output, error);

        Assert.Equal(1, exitCode);
        Assert.StartsWith("mgw: " + sentence, error.ToString(), StringComparison.Ordinal);
    }

    private sealed class BrokenPipe : StringWriter
    {
        private const int Epipe = 32;

        public override Task WriteLineAsync(string? value) => throw new IOException("Broken pipe", Epipe);
    }

    private static string Kind(string line) => (string)JsonNode.Parse(line)!["kind"]!;

    private static async Task<MarketHarness> StartAsync()
    {
        var gateway = await MarketHarness.StartAsync();
        var market = new SimulatedMarket(Options);
        var update = new FeedUpdate();
        for (var i = 0; i < 5_000; i++)
        {
            Assert.True(market.TryNext(Forever, update, out var topic, out var instrument));
            gateway.Apply(topic, instrument.Symbol, update);
        }

        return gateway;
    }

    /// <summary>Starts the command; what is returned ends it as Ctrl+C does, and says how it ended.</summary>
    private static Func<Task<(int ExitCode, string Error)>> RunAsync(
        MarketHarness gateway, TextWriter output, params string[] args)
    {
        var stop = new CancellationTokenSource();
        var error = new StringWriter();
        string[] commandLine = ["watch", .. args, "--url", gateway.StreamAddress.ToString()];
        var running = Task.Run(() => MgwCommandLine.RunAsync(commandLine, output, error, stop.Token));
        return async () =>
        {
            await stop.CancelAsync();
            var exitCode = await running.WaitAsync(TimeSpan.FromMinutes(1));
            return (exitCode, error.ToString());
        };
    }
}
