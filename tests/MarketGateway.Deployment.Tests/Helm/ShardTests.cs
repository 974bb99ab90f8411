using k8s.Models;
using MarketGateway.Shards;
using Microsoft.Extensions.DependencyInjection;

namespace MarketGateway.Deployment.Tests.Helm;

/// <summary>One release per shard, behind one host by path.</summary>
public sealed class ShardTests
{
    private const string ValueSet = "shard";

    [Theory]
    [InlineData("a", 0)]
    [InlineData("b", 6)]
    public async Task A_release_reads_its_partitions_and_is_led_to_by_its_path(string name, int first)
    {
        var release = await ChartRenderer.RenderValuesAsync(
            Chart.ValueSet(ValueSet).Replace("name: a", $"name: {name}", StringComparison.Ordinal));
        await using var gateway = GatewaySettings.Read(release.Environment(_ => ""));
        var map = gateway.Services.GetRequiredService<ShardMap>();

        Assert.Equal(name, map.Self!.Name);
        Assert.Equal(Enumerable.Range(first, 6), map.Self.Partitions);
        Assert.Equal($"/{name}", map.PathBase);
        var path = Assert.Single(release.Single<V1Ingress>().Spec.Rules.SelectMany(rule => rule.Http.Paths));
        Assert.Equal(($"/{name}", "Prefix"), (path.Path, path.PathType));
        var rule = Assert.Single(release.Single<HttpRoute>().Spec.Rules);
        Assert.Equal($"/{name}", Assert.Single(rule.Matches).Path.Value);
    }

    [Fact]
    public async Task A_release_without_shards_is_at_the_root()
    {
        var release = await ChartRenderer.RenderAsync("minimal");
        await using var gateway = GatewaySettings.Read(release.Environment(_ => ""));

        Assert.Empty(gateway.Services.GetRequiredService<ShardMap>().Shards);
        Assert.DoesNotContain(release.Settings.Data.Keys, name => name.Contains("Shards", StringComparison.Ordinal));
    }
}
