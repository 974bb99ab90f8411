using k8s.Models;

namespace MarketGateway.Deployment.Tests.Helm;

/// <summary>The network policy lets through what a replica needs.</summary>
public sealed class NetworkPolicyTests
{
    [Theory]
    [InlineData("minimal")]
    [InlineData("production")]
    [InlineData("signing-key")]
    public async Task Clients_and_monitoring_come_in_each_at_its_port(string valueSet)
    {
        var policy = (await ChartRenderer.RenderAsync(valueSet)).NetworkPolicy;

        Assert.Equal(["Ingress", "Egress"], policy.Spec.PolicyTypes);
        Assert.Equal(["public", "internal"], policy.Spec.Ingress.Select(rule => Assert.Single(rule.Ports).Port.Value));
        Assert.NotEmpty(policy.Spec.Ingress[1].FromProperty);
    }

    [Theory]
    [InlineData("minimal")]
    [InlineData("production")]
    [InlineData("signing-key")]
    public async Task The_test_pod_reaches_both_ports(string valueSet)
    {
        var release = await ChartRenderer.RenderAsync(valueSet);
        var labels = release.Single<V1Pod>().Metadata.Labels;

        Assert.Contains(
            release.NetworkPolicy.Spec.Ingress[1].FromProperty,
            peer => peer.PodSelector is { } pods && pods.MatchLabels.All(label => labels[label.Key] == label.Value));
    }

    [Theory]
    [InlineData("minimal")]
    [InlineData("production")]
    [InlineData("signing-key")]
    public async Task A_replica_reaches_names_and_every_broker_it_begins_with(string valueSet)
    {
        var release = await ChartRenderer.RenderAsync(valueSet);
        var brokers = release.Settings.Data["MarketGateway__Kafka__BootstrapServers"].Split(',');

        Assert.True(Reaches(release, "53", "UDP"));
        Assert.True(Reaches(release, "53", "TCP"));
        Assert.All(brokers, broker => Assert.True(Reaches(release, broker.Split(':')[1], "TCP"), broker));
        Assert.False(Reaches(release, "22", "TCP"));
    }

    [Fact]
    public async Task A_replica_reaches_the_keys_of_the_issuer_at_the_port_of_their_address()
    {
        Assert.True(Reaches(await ChartRenderer.RenderAsync("production"), "8443", "TCP"));
        Assert.False(Reaches(await ChartRenderer.RenderAsync("minimal"), "443", "TCP"));
    }

    private static bool Reaches(RenderedRelease release, string port, string protocol) =>
        release.NetworkPolicy.Spec.Egress.SelectMany(rule => rule.Ports)
            .Any(open => open.Port.Value == port && open.Protocol == protocol);
}
