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
        var test = release.Single<V1Pod>();

        Assert.Equal(release.NetworkPolicy.Namespace(), test.Namespace());
        Assert.All(release.NetworkPolicy.Spec.Ingress, rule => Assert.True(
            rule.FromProperty is null || rule.FromProperty.Any(peer => IsOf(peer, test)), rule.Ports[0].Port.Value));
    }

    /// <summary>A pod that the policy itself holds could ask nobody but Kafka.</summary>
    [Fact]
    public async Task The_test_pod_may_ask_whom_it_likes()
    {
        var release = await ChartRenderer.RenderAsync("production");
        var labels = release.Single<V1Pod>().Metadata.Labels;

        Assert.Contains(
            release.NetworkPolicy.Spec.PodSelector.MatchLabels,
            label => !labels.TryGetValue(label.Key, out var value) || value != label.Value);
    }

    [Fact]
    public async Task The_test_pod_asks_under_a_name_that_is_allowed()
    {
        var script = (await ChartRenderer.RenderAsync("production")).Single<V1Pod>().Spec.Containers[0].Args[0];
        Assert.Contains("--header 'Host: market.example.com'", script, StringComparison.Ordinal);
        Assert.Contains("--header 'Host: test.example.com'", (await ChartRenderer.RenderAsync("authority"))
            .Single<V1Pod>().Spec.Containers[0].Args[0], StringComparison.Ordinal);
        Assert.DoesNotContain("--header", (await ChartRenderer.RenderAsync("minimal"))
            .Single<V1Pod>().Spec.Containers[0].Args[0], StringComparison.Ordinal);
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

    private static bool IsOf(V1NetworkPolicyPeer peer, V1Pod pod) => peer.PodSelector is { } pods
        && pods.MatchLabels.All(label => pod.Metadata.Labels[label.Key] == label.Value);

    private static bool Reaches(RenderedRelease release, string port, string protocol) =>
        release.NetworkPolicy.Spec.Egress.SelectMany(rule => rule.Ports)
            .Any(open => open.Port.Value == port && open.Protocol == protocol);
}
