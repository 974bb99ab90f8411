using k8s.Models;
using MarketGateway.Hosting;
using MarketGateway.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MarketGateway.Deployment.Tests.Helm;

/// <summary>The environment of a replica is one that the gateway takes.</summary>
public sealed class SettingsTests
{
    public static TheoryData<string> ValueSets => Chart.ValueSets;

    [Theory]
    [MemberData(nameof(ValueSets))]
    public async Task The_gateway_takes_every_setting_of_the_chart(string valueSet)
    {
        var release = await ChartRenderer.RenderAsync(valueSet);
        await using var gateway = GatewaySettings.Read(release.Environment(SecretOf));

        var kafka = gateway.Services.GetRequiredService<IOptions<KafkaOptions>>().Value;
        var values = Chart.Values(Chart.ValueSet(valueSet)).GetProperty("kafka");
        Assert.Equal(values.GetProperty("bootstrapServers").GetString(), kafka.BootstrapServers);
        Assert.Equal(values.GetProperty("consumers").GetInt32(), kafka.Consumers);
        Assert.Equal(values.GetProperty("topics").GetProperty("books").GetString(), kafka.Topics.Books);
        Assert.Equal(
            values.GetProperty("sasl").GetProperty("existingSecret").GetString() is { Length: > 0 },
            kafka.Properties.ContainsKey("sasl.password"));
        Assert.Equal(release.Container.Ports[0].ContainerPort, PortOf(gateway.Configuration["Urls"]));
        Assert.Equal(release.Container.Ports[1].ContainerPort, PortOf(gateway.Configuration["Metrics:Url"]));
    }

    [Fact]
    public async Task A_setting_that_the_gateway_does_not_have_would_be_noticed()
    {
        var release = await ChartRenderer.RenderAsync("minimal");

        Assert.Throws<SettingsException>(() => GatewaySettings.Read(
            [.. release.Environment(SecretOf), new("MarketGateway__Kafka__Broker", "broker:9092")]));
    }

    [Theory]
    [MemberData(nameof(ValueSets))]
    public async Task No_secret_is_in_a_config_map(string valueSet)
    {
        var release = await ChartRenderer.RenderAsync(valueSet);

        Assert.DoesNotContain(
            release.Settings.Data.Keys,
            name => name.Contains("password", StringComparison.OrdinalIgnoreCase)
                || name.Contains("SigningKey", StringComparison.OrdinalIgnoreCase)
                || name.Contains("TicketKey", StringComparison.OrdinalIgnoreCase));
    }

    private static string SecretOf(V1SecretKeySelector secret) => secret.Key is "signing-key" or "ticket-key"
        ? Convert.ToBase64String(new byte[32]) : $"{secret.Key} of {secret.Name}, long enough for a token";

    /// <summary>The port of the first address: the gateway adds that of the metrics to those of the clients.</summary>
    private static int PortOf(string? urls) => new Uri(urls!.Split(';')[0].Replace('*', 'x')).Port;
}
