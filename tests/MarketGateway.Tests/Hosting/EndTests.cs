using System.Net;
using System.Net.Sockets;
using MarketGateway.Hosting;
using MarketGateway.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MarketGateway.Tests.Hosting;

/// <summary>How the process ends: with 0 when it was asked to, else with another code and one sentence.</summary>
public sealed class EndTests
{
    public static TheoryData<string, string[]> WrongSettings => new()
    {
        { "an https address needs a certificate", ["--Urls", "https://127.0.0.1:0", "--Metrics:Url", ""] },
        { "Logging:LogLevel:Default is 'Nonsense'; it must be one of Trace", ["--Logging:LogLevel:Default", "Nonsense"] },
        { "Logging:Console:LogLevel:A is '9'", ["--Logging:Console:LogLevel:A", "9"] },
        { "The gateway cannot start: Invalid url: 'foo'", ["--Kestrel:Endpoints:A:Url", "foo"] },
        { "cannot be listened on", ["--Urls", "http://192.0.2.1:1", "--Metrics:Url", "", "--Authentication:Mode", "Anonymous"] },
    };

    [Theory]
    [MemberData(nameof(WrongSettings))]
    public async Task A_start_that_fails_ends_with_1_and_one_sentence(string sentence, string[] settings)
    {
        await using GatewayProcess gateway = GatewayProcess.Launch(settings);
        Assert.Equal(1, await gateway.EndAsync());
        AssertSaid(gateway, sentence);
    }

    [Fact]
    public async Task A_port_that_is_taken_ends_the_start_with_1_and_one_sentence()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using GatewayProcess gateway = GatewayProcess.Launch(
            "--Urls", $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}", "--Metrics:Url", "");
        Assert.Equal(1, await gateway.EndAsync());
        AssertSaid(gateway, "Choose another address with --Urls");
    }

    [Fact]
    public async Task A_gateway_that_is_asked_to_end_while_it_starts_ends_with_0()
    {
        await using GatewayProcess gateway = GatewayProcess.Launch("--Metrics:Url", "", "--Simulation:Instruments", "1500");
        await Eventually.IsTrueAsync(
            "it opens the market", () => gateway.Output.Contains("Simulating", StringComparison.Ordinal));
        await gateway.SignalAsync("TERM");
        Assert.Equal(0, await gateway.EndAsync());
        Assert.DoesNotContain("xception", gateway.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_that_fails_while_the_gateway_runs_is_named_as_the_reason_of_the_end()
    {
        WebApplication gateway = GatewayApplication.Build(
            ["--Urls", "http://127.0.0.1:0", "--Metrics:Url", "", "--Logging:LogLevel:Default", "None"],
            builder =>
            {
                FeedComposition.Add(builder);
                builder.Services.AddHostedService<Faulty>();
            });
        await using (gateway)
        {
            Assert.Equal(
                "The gateway ended because Faulty failed: a fault of ours",
                await GatewayProgram.RunAsync(gateway, TestContext.Current.CancellationToken));
        }
    }

    private static void AssertSaid(GatewayProcess gateway, string sentence)
    {
        Assert.Contains(sentence, gateway.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", gateway.Output, StringComparison.Ordinal);
    }

    private sealed class Faulty(IHostApplicationLifetime lifetime) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using CancellationTokenRegistration _ = lifetime.ApplicationStarted.Register(started.SetResult);
            await started.Task;
            throw new InvalidOperationException("a fault of ours\nwith more lines");
        }
    }
}
