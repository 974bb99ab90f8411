using System.Text.RegularExpressions;
using MarketGateway.Core.Books;
using MarketGateway.Core.Protocol;
using MarketGateway.Kafka;
using MarketGateway.Testing;

namespace MarketGateway.Tests.Http;

/// <summary>The OpenAPI document names what the gateway serves, no more and no less.</summary>
public sealed partial class OpenApiTests
{
    /// <summary>The metrics are no route: a middleware answers for them.</summary>
    private const string MetricsPath = "/metrics";

    private static readonly string[] Roots = ["/v1/", "/healthz/"];

    [Fact]
    public async Task Each_address_that_the_gateway_maps_stands_in_the_OpenAPI_document_and_no_other()
    {
        using var broker = EmbeddedBroker.Start();
        await using var gateway = await RunningGateway.StartAsync(broker.BootstrapServers, new KafkaTopicNames());
        var mapped = gateway.Routes
            .Where(route => Roots.Any(root => route.StartsWith(root, StringComparison.Ordinal)))
            .SelectMany(OfEachChannel)
            .Select(AsParameter)
            .Append(MetricsPath);
        var document = await File.ReadAllTextAsync(
            Path.Combine(RepositoryRoot.Path, "schemas", "wire", "openapi.yaml"), TestContext.Current.CancellationToken);

        var named = PathLine().Matches(document).Select(match => match.Groups[1].Value);

        Assert.Equal(mapped.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    /// <summary>A channel is a parameter of the route; in the document each has an answer of its own.</summary>
    private static IEnumerable<string> OfEachChannel(string route) => Enum.GetValues<Channel>()
        .Select(channel => route.Replace("{channel}", WireName.Of(channel), StringComparison.Ordinal))
        .Distinct();

    /// <summary>The route takes a symbol with slashes in it; OpenAPI has no word for that.</summary>
    private static string AsParameter(string route) => route.Replace("{**", "{", StringComparison.Ordinal);

    [GeneratedRegex("^  (/[^:]+):\r?$", RegexOptions.Multiline)]
    private static partial Regex PathLine();
}
