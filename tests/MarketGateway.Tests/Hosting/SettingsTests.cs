using System.Diagnostics;
using MarketGateway.Hosting;
using MarketGateway.Testing;
using Microsoft.Extensions.Configuration;

namespace MarketGateway.Tests.Hosting;

/// <summary>A setting that would not be read stops the start, and is named with what is right.</summary>
public sealed class SettingsTests
{
    private static readonly string[] Sections = [.. SettingsCatalog.Names];

    public static TheoryData<string, string[]> Unread => new()
    {
        { "Kafka:BootstrapServer is not a setting; Kafka has BootstrapServers, Topics", ["--Kafka:BootstrapServer", "b:1"] },
        { "Kafak is not a setting; there are Kafka", ["--Kafak:BootstrapServers", "b:1"] },
        { "Kafka is 'b:1'; it is no setting itself, but has BootstrapServers", ["--Kafka", "b:1"] },
        { "Kafka:Topics is 'books'; it is no setting itself, but has Instruments", ["--Kafka:Topics", "books"] },
        { "Kafka:Topics:Book is not a setting; Kafka:Topics has", ["--Kafka:Topics:Book", "b"] },
        { "Kafka:BootstrapServers:0 is not a setting; Kafka:BootstrapServers is one", ["--Kafka:BootstrapServers:0", "b:1"] },
        { "Kafka:Consumers:Max is not a setting", ["--Kafka:Consumers:Max", "2"] },
        { "Kafka:Properties is 'acks'; it must be a map", ["--Kafka:Properties", "acks"] },
        { "WebSockets:AllowedOrigins:0:Url is not a setting", ["--WebSockets:AllowedOrigins:0:Url", "https://a.test"] },
        { "Simulation:RetentionBytes is not a setting", ["--Simulation:RetentionBytes", "1"] },
        { "Kestrel:Limits is not read; Kestrel has Endpoints", ["--Kestrel:Limits:MaxConcurrentConnections", "1"] },
        { "'-Kafka:BootstrapServers' is no setting; one is given as --Section:Name value", ["-Kafka:BootstrapServers", "b:1"] },
        { "'b:1' is no setting", ["--Metrics:Url", "", "b:1"] },
        { "Kafka:BootstrapServers has no value", ["--Kafka:BootstrapServers"] },
        { "Kafka:BootstrapServers has no value", ["--Kafka:BootstrapServers", "--Metrics:Url", ""] },
    };

    [Theory]
    [MemberData(nameof(Unread))]
    public void A_misspelt_setting_stops_the_start_and_is_named(string message, string[] settings)
    {
        var wrong = Assert.Throws<SettingsException>(() => GatewayApplication.Build(settings));
        Assert.StartsWith(message, wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MarketGateway_Kafka__BootstrapServers", true)]
    [InlineData("MarketGateway_Kafka_BootstrapServers", true)]
    [InlineData("MARKETGATEWAY_URLS", true)]
    [InlineData("Market_Gateway__Kafka__BootstrapServers", true)]
    [InlineData("MARKET_GATEWAY__AUTHENTICATION__MODE", true)]
    [InlineData("MarketGateway:Kafka:BootstrapServers", true)]
    [InlineData("MarketGatewayKafka__BootstrapServers", true)]
    [InlineData("MarketGateway__Kafka__BootstrapServers", false)]
    [InlineData("MARKETGATEWAY__KAFKA__BOOTSTRAPSERVERS", false)]
    [InlineData("MARKETGATEWAY_TEST_KAFKA", false)]
    [InlineData("MARKET_GATEWAY_SERVICE_HOST", false)]
    [InlineData("MARKETGATEWAY_METRICS_SERVICE_PORT_HTTP", false)]
    [InlineData("MARKETGATEWAY_KAFKA_PORT_9092_TCP_ADDR", false)]
    [InlineData("PATH", false)]
    public void An_environment_variable_with_a_misspelt_prefix_stops_the_start(string name, bool isRefused)
    {
        if (isRefused)
        {
            var wrong = Assert.Throws<SettingsException>(() => EnvironmentNames.Check([name], Sections));
            Assert.StartsWith($"The environment variable {name} is not read", wrong.Message, StringComparison.Ordinal);
        }
        else
        {
            EnvironmentNames.Check([name], Sections);
        }
    }

    [Fact]
    public async Task The_process_ends_with_1_and_says_which_variable_it_did_not_read()
    {
        using var gateway = Launch("MarketGateway_Kafka__BootstrapServers", "broker:9092");
        var said = await gateway.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await gateway.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, gateway.ExitCode);
        Assert.StartsWith("The environment variable MarketGateway_Kafka__BootstrapServers is not read", said, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_section_in_a_file_is_refused_too()
    {
        var file = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("$schema", "https://json.schemastore.org/appsettings.json"), new("Kafak:BootstrapServers", "broker:9092"),
        ]).Build();
        var wrong = Assert.Throws<SettingsException>(() => SettingsCatalog.RefuseUnknown(file));
        Assert.StartsWith("Kafak is not a setting", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("$schema", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--version", "MarketGateway ")]
    [InlineData("--help", "--Kafka:BootstrapServers \"\"")]
    [InlineData("-h", "--Sessions:StallLimit 00:00:30")]
    public async Task Help_and_version_are_answered_and_start_nothing(string question, string answer)
    {
        await using GatewayProcess gateway = GatewayProcess.Launch(question);
        Assert.Equal(0, await gateway.EndAsync());
        await Eventually.IsTrueAsync("it answers", () => gateway.Output.Contains(answer, StringComparison.Ordinal));
        Assert.DoesNotContain("running", gateway.Output, StringComparison.Ordinal);
    }

    private static Process Launch(string variable, string value)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "MarketGateway.dll"));
        start.Environment[variable] = value;
        return Process.Start(start)!;
    }
}
