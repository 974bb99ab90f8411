using System.Text.Json;
using MarketGateway.Core.Feed;
using MarketGateway.Hosting;
using MarketGateway.Testing;
using MarketGateway.Testing.Wire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace MarketGateway.Tests.Hosting;

/// <summary>What the log says of sessions and symbols, and in which shape.</summary>
public sealed class LogTests
{
    [Fact]
    public async Task The_end_of_a_session_says_who_it_was_how_long_and_how_much()
    {
        using var log = new RecordedLog();
        await using var gateway = await StartAsync(log, "--Sessions:ErrorsInARowMax", "1");
        await using var client = await WireClient.ConnectAsync(gateway.StreamAddress);
        await client.RequestAsync(new { op = "hello", client = "desk 7" });
        await client.SendAsync(new { op = "nonsense" });
        await client.Ended.WaitAsync(Eventually.Patience, TimeProvider.System);

        var line = await EndOfSessionAsync(log);

        Assert.Equal(LogLevel.Information, line.Level);
        Assert.Matches(
            @"^Session 1 of 'anonymous' at 127\.0\.0\.1:\d+ ended: too_many_errors \(1 requests in a row were refused\) "
            + @"after 00:00:\S+, [1-9]\d* bytes in [1-9]\d* flushes, at worst \d+ ms behind \(client 'desk 7'\)$",
            line.Text);
    }

    [Fact]
    public async Task The_end_of_a_session_that_its_client_closed_is_for_debugging()
    {
        using var log = new RecordedLog();
        await using var gateway = await StartAsync(log);
        await using var client = await WireClient.ConnectAsync(gateway.StreamAddress);
        await client.CloseAsync();

        Assert.Equal(LogLevel.Debug, (await EndOfSessionAsync(log)).Level);
    }

    [Fact]
    public async Task A_symbol_that_becomes_gapped_is_named_and_so_is_its_healing_and_of_many_only_some()
    {
        using var log = new RecordedLog();
        await using var gateway = await MarketHarness.StartAsync();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(log));
        using var symbols = new SymbolLog(gateway.Market, new FakeTimeProvider(), factory.CreateLogger<SymbolLog>());
        for (var symbol = 0; symbol < SymbolLog.LinesPerSecondMax + 5; symbol++)
        {
            gateway.Apply(FeedTopic.Instruments, $"S{symbol}", FeedUpdates.Instrument());
            gateway.Apply(FeedTopic.Books, $"S{symbol}", FeedUpdates.Snapshot(1));
            gateway.Apply(FeedTopic.Books, $"S{symbol}", FeedUpdates.Delta(9));
        }

        gateway.Apply(FeedTopic.Books, "S3", FeedUpdates.Snapshot(9));
        symbols.Write();

        var lines = log.Lines.Where(line => line.Category.EndsWith("SymbolLog", StringComparison.Ordinal)).Select(line => line.Text).ToList();
        Assert.Equal(SymbolLog.LinesPerSecondMax, lines.Count(line => line.Contains(" is gapped (book): sequence_gap", StringComparison.Ordinal)));
        Assert.Single(lines, line => line.StartsWith("S3 is live again (book): sequence_gap lasted ", StringComparison.Ordinal));
        Assert.Equal("And 5 more became gapped, 0 more live again, in the same second", lines[^1]);
        symbols.Write();
        Assert.Equal(lines.Count, log.Lines.Count(line => line.Category.EndsWith("SymbolLog", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_log_in_JSON_is_one_object_a_line_from_the_first_with_the_time_in_UTC()
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(
            "--Metrics:Url", "", "--Logging:Console:FormatterName", "json");
        await gateway.SignalAsync("TERM");
        await gateway.EndAsync();

        var lines = gateway.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.True(lines.Length > 3, gateway.Output);
        Assert.All(lines, line => Assert.EndsWith("Z ", JsonDocument.Parse(line).RootElement.GetProperty("Timestamp").GetString()!, StringComparison.Ordinal));
        Assert.Contains("MarketGateway", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Why_it_cannot_start_is_JSON_too_where_the_log_is()
    {
        await using GatewayProcess gateway = GatewayProcess.Launch("--Logging:Console:FormatterName", "json", "--Kafak:X", "1");
        Assert.Equal(1, await gateway.EndAsync());
        await Eventually.IsTrueAsync("it says why", () => gateway.Output.Contains("Kafak is not a setting", StringComparison.Ordinal));

        Assert.Equal("Critical", JsonDocument.Parse(gateway.Output).RootElement.GetProperty("LogLevel").GetString());
    }

    private static Task<MarketHarness> StartAsync(RecordedLog log, params string[] settings) => MarketHarness.StartAsync(
        builder => builder.Services.AddSingleton<ILoggerProvider>(log), [.. settings, "--Logging:LogLevel:MarketGateway", "Debug"]);

    private static async Task<(string Category, LogLevel Level, string Text)> EndOfSessionAsync(RecordedLog log)
    {
        await Eventually.IsTrueAsync("the end is logged", () => log.Lines.Any(IsEnd));
        return log.Lines.First(IsEnd);
    }

    private static bool IsEnd((string Category, LogLevel Level, string Text) line) =>
        line.Text.Contains("ended: ", StringComparison.Ordinal);
}
