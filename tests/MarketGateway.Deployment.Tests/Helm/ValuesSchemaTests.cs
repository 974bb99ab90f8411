using System.Text.Json;

namespace MarketGateway.Deployment.Tests.Helm;

/// <summary>Values that are wrong by themselves are refused before a template sees them.</summary>
public sealed class ValuesSchemaTests
{
    public static TheoryData<string> ValueSets => Chart.ValueSets;

    [Fact]
    public void The_defaults_fit() => Assert.Empty(ValuesSchema.Complaints(Chart.Values("{}")));

    [Theory]
    [MemberData(nameof(ValueSets))]
    public void A_value_set_fits(string valueSet) =>
        Assert.Empty(ValuesSchema.Complaints(Chart.Values(Chart.ValueSet(valueSet))));

    [Theory]
    [InlineData("{replicaCount: 3}", "/replicaCount")]
    [InlineData("{image: {pullPolicy: Sometimes}}", "/image/pullPolicy")]
    [InlineData("{image: {digest: latest}}", "/image/digest")]
    [InlineData("{kafka: {bootstrapServers: broker}}", "/kafka/bootstrapServers")]
    [InlineData("{kafka: {brokers: 'broker:9092'}}", "/kafka/brokers")]
    [InlineData("{kafka: {consumers: 0}}", "/kafka/consumers")]
    [InlineData("{kafka: {consumers: '2'}}", "/kafka/consumers")]
    [InlineData("{kafka: {startPosition: Middle}}", "/kafka/startPosition")]
    [InlineData("{kafka: {topics: {books: 'md books'}}}", "/kafka/topics/books")]
    [InlineData("{kafka: {properties: {fetch.wait.max.ms: 5}}}", "/kafka/properties/fetch.wait.max.ms")]
    [InlineData("{kafka: {sasl: {mechanism: GSSAPI}}}", "/kafka/sasl/mechanism")]
    [InlineData("{kafka: {sasl: {password: hunter2}}}", "/kafka/sasl/password")]
    [InlineData("{authentication: {mode: None}}", "/authentication/mode")]
    [InlineData("{webSockets: {allowedOrigins: [desk.example.com]}}", "/webSockets/allowedOrigins/0")]
    [InlineData("{webSockets: {allowedOrigins: ['https://desk.example.com/']}}", "/webSockets/allowedOrigins/0")]
    [InlineData("{settings: {SessionsMax: '5'}}", "/settings/SessionsMax")]
    [InlineData("{settings: {'Sessions:SessionsMax': 5}}", "/settings/Sessions:SessionsMax")]
    [InlineData("{drain: {windowSeconds: -1}}", "/drain/windowSeconds")]
    [InlineData("{service: {type: ExternalName}}", "/service/type")]
    [InlineData("{service: {externalTrafficPolicy: Nearby}}", "/service/externalTrafficPolicy")]
    [InlineData("{ingress: {hosts: [{paths: [/]}]}}", "/ingress/hosts/0")]
    [InlineData("{ingress: {tls: [{secret: a}]}}", "/ingress/tls/0/secret")]
    [InlineData("{httpRoute: {paths: [v1]}}", "/httpRoute/paths/0")]
    [InlineData("{httpRoute: {parentRefs: [{namespace: a}]}}", "/httpRoute/parentRefs/0")]
    [InlineData("{extraVolumes: [{emptyDir: {}}]}", "/extraVolumes/0")]
    [InlineData("{service: {port: 80000}}", "/service/port")]
    [InlineData("{autoscaling: {kafkaLag: 100}}", "/autoscaling/kafkaLag")]
    [InlineData("{autoscaling: {cpuUtilization: 400}}", "/autoscaling/cpuUtilization")]
    [InlineData("{podDisruptionBudget: {maxUnavailable: 0}}", "/podDisruptionBudget/maxUnavailable")]
    [InlineData("{networkPolicy: {monitoring: []}}", "/networkPolicy/monitoring")]
    [InlineData("{networkPolicy: {clients: [{pods: all}]}}", "/networkPolicy/clients/0/pods")]
    [InlineData("{resources: {requests: {cpus: 1}}}", "/resources/requests/cpus")]
    [InlineData("{resources: {limits: {memory: lots}}}", "/resources/limits/memory")]
    [InlineData("{tolerations: [{effect: Never}]}", "/tolerations/0/effect")]
    [InlineData("{extraEnv: [{name: A}]}", "/extraEnv/0")]
    [InlineData("{extraEnv: [{name: A, value: B, valueFrom: {secretKeyRef: {name: C, key: D}}}]}", "/extraEnv/0")]
    public void A_wrong_value_is_refused_where_it_stands(string values, string place) =>
        Assert.Contains(
            ValuesSchema.Complaints(Chart.Values(values)),
            complaint => complaint.StartsWith(place + ":", StringComparison.Ordinal));

    [Fact]
    public void The_schema_is_strict_everywhere() => Assert.Empty(Open(ValuesSchema.Document, "#"));

    /// <summary>The objects in a schema that have named fields and let others pass.</summary>
    private static IEnumerable<string> Open(JsonElement schema, string place)
    {
        var isOpen = schema.TryGetProperty("properties", out _)
            && !(schema.TryGetProperty("additionalProperties", out var others)
                && others.ValueKind == JsonValueKind.False);
        return
        [
            .. isOpen ? [place] : Array.Empty<string>(),
            .. Named(schema, "properties").Concat(Named(schema, "definitions"))
                .SelectMany(inner => Open(inner.Value, $"{place}/{inner.Name}")),
            .. schema.TryGetProperty("items", out var items) ? Open(items, $"{place}/items") : [],
        ];
    }

    private static IEnumerable<JsonProperty> Named(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var named) ? named.EnumerateObject() : [];
}
