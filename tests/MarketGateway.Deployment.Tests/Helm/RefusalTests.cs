namespace MarketGateway.Deployment.Tests.Helm;

/// <summary>Values that are wrong together are refused with a sentence: which one, and what would be right.</summary>
public sealed class RefusalTests
{
    private const string Kafka = "kafka: {bootstrapServers: 'broker:9092'}\n";
    private const string Least = Kafka + "authentication: {mode: Anonymous}\n";

    [Theory]
    [InlineData("{}", "kafka.bootstrapServers is empty: set it to the brokers")]
    [InlineData(
        "kafka: {bootstrapServers: 'b:9092', tls: {existingSecret: ca}}",
        "kafka.tls.existingSecret is 'ca' and kafka.tls.enabled is false: set kafka.tls.enabled to true")]
    [InlineData(
        "kafka: {bootstrapServers: 'b:9092', tls: {enabled: true, clientCertificate: true}}",
        "kafka.tls.clientCertificate is true and kafka.tls.existingSecret is empty: name the Secret")]
    [InlineData(
        "kafka: {bootstrapServers: 'b:9092', properties: {sasl.password: hunter2}}",
        "kafka.properties has 'sasl.password': a secret does not belong in values; use kafka.sasl.existingSecret")]
    [InlineData(
        Kafka + "authentication: {mode: Jwt, audience: a, jwksUrl: 'https://a/k'}",
        "authentication.issuer is empty and authentication.mode is Jwt: set it to the iss claim")]
    [InlineData(
        Kafka + "authentication: {mode: Jwt, issuer: i, jwksUrl: 'https://a/k'}",
        "authentication.audience is empty and authentication.mode is Jwt: set it to the aud claim")]
    [InlineData(
        Kafka + "authentication: {mode: Jwt, issuer: i, audience: a}",
        "authentication.authority, authentication.jwksUrl and authentication.existingSecret: set exactly one")]
    [InlineData(
        Kafka + "authentication: {mode: Jwt, issuer: i, audience: a, jwksUrl: 'https://a/k', existingSecret: s}",
        "authentication.authority, authentication.jwksUrl and authentication.existingSecret: set exactly one")]
    [InlineData(
        Kafka + "authentication: {mode: Anonymous, issuer: i}",
        "authentication.mode is Anonymous, yet an issuer, an audience or keys are given: set")]
    [InlineData(
        Least + "shards: {name: c, members: {a: {url: /a/v1/stream}}}",
        "shards.name is 'c', which is none of shards.members (a): name one of them")]
    [InlineData(
        Least + "shards: {members: {a: {url: /a/v1/stream}}}",
        "shards.name is empty and shards.members has a: say which of them this release is")]
    [InlineData(
        Least + "ingress: {enabled: true}", "ingress.hosts is empty and ingress.enabled is true: set ingress.hosts")]
    [InlineData(
        Least + "autoscaling: {enabled: true, minReplicas: 11}",
        "autoscaling.minReplicas is 11 and autoscaling.maxReplicas is 10: the least must not be more than the most")]
    [InlineData(
        Least + "replicas: 1",
        "podDisruptionBudget.maxUnavailable is 1 and there may be only 1 replica(s): it must be fewer")]
    [InlineData(
        Least + "replicas: 5\nautoscaling: {enabled: true}\npodDisruptionBudget: {maxUnavailable: 2}",
        "podDisruptionBudget.maxUnavailable is 2 and there may be only 2 replica(s): it must be fewer")]
    [InlineData(
        Least + "drain: {windowSeconds: 30}",
        "drain.hardStopSeconds is 30 and drain.windowSeconds is 30: the hard stop must come after the window")]
    [InlineData(
        Least + "settings: {'kafka:consumers': '2'}",
        "settings has 'kafka:consumers', which the chart sets itself to '1': use the value made for it")]
    [InlineData(Kafka, "authentication.mode is empty: set it to Jwt, or to Anonymous if everybody")]
    [InlineData(
        Least + "httpRoute: {enabled: true}",
        "httpRoute.parentRefs is empty and httpRoute.enabled is true: name the Gateway")]
    [InlineData(
        Least + "service: {externalTrafficPolicy: Local}",
        "service.type is ClusterIP, which has neither service.externalTrafficPolicy nor service.nodePort: set service.type")]
    [InlineData(
        Least + "service: {type: NodePort, loadBalancerClass: a}",
        "service.type is NodePort, which has neither service.loadBalancerClass nor")]
    [InlineData(
        Least + "autoscaling: {keda: {enabled: true, serverAddress: 'http://p:9090'}}",
        "autoscaling.keda.enabled is true and autoscaling.enabled is false: set autoscaling.enabled to true")]
    [InlineData(
        Least + "autoscaling: {enabled: true, keda: {enabled: true}}",
        "autoscaling.keda.serverAddress is empty and autoscaling.keda.enabled is true: set it to where Prometheus is")]
    [InlineData(
        Least + "monitoring: {serviceMonitor: {scrapeTimeoutSeconds: 20}}",
        "monitoring.serviceMonitor.scrapeTimeoutSeconds is 20 and intervalSeconds is 15: a scrape must not take longer")]
    [InlineData(
        Least + "podLabels: {app.kubernetes.io/component: other}",
        "podLabels has 'app.kubernetes.io/component', which is the chart's: leave it out")]
    [InlineData(
        Least + "monitoring: {prometheusRule: {labels: {app.kubernetes.io/name: other}}}",
        "monitoring.prometheusRule.labels has 'app.kubernetes.io/name', which is the chart's")]
    [InlineData(
        Least + "admin: {existingSecret: s}",
        "admin.existingSecret is 's' and admin.operators is empty: name the keys")]
    [InlineData(
        Least + "admin: {operators: [alice]}",
        "admin.operators has names and admin.existingSecret is empty: name the Secret")]
    [InlineData(
        Least + "audit: {bootstrapServers: 'b:1'}",
        "audit.bootstrapServers is set and audit.topic is empty: name the topic")]
    [InlineData(
        Least + "settings: {'Admin:Tokens:alice': hunter2}",
        "settings has 'Admin:Tokens:alice': a secret does not belong in values; use the Secret made for it")]
    [InlineData(
        Least + "settings: {'Audit:Properties:sasl.password': hunter2}",
        "settings has 'Audit:Properties:sasl.password': a secret does not belong in values")]
    [InlineData(
        Least + "podAnnotations: {checksum/settings: none}",
        "podAnnotations has 'checksum/settings', which is the chart's")]
    [InlineData(
        Least + "extraContainers: [{name: gateway, image: a}]",
        "extraContainers or initContainers has 'gateway', which is the chart's")]
    [InlineData(Least + "extraVolumes: [{name: kafka-tls}]", "extraVolumes has 'kafka-tls', which is the chart's")]
    [InlineData(
        Least + "extraEnv: [{name: MARKETGATEWAY__KAFKA__BOOTSTRAPSERVERS, value: 'b:1'}]",
        "extraEnv has 'MARKETGATEWAY__KAFKA__BOOTSTRAPSERVERS', which is set to 'broker:9092' already: use the value")]
    [InlineData(
        Least + "settings: {'Sessions:Lanes': '2'}\nextraEnv: [{name: MarketGateway__Sessions__Lanes, value: '4'}]",
        "extraEnv has 'MarketGateway__Sessions__Lanes', which is set to '2' already")]
    [InlineData(
        "kafka: {bootstrapServers: 'b:1', sasl: {existingSecret: s}}\nauthentication: {mode: Anonymous}\n"
            + "extraEnv: [{name: MarketGateway__Kafka__Properties__sasl.password, value: a}]",
        "extraEnv has 'MarketGateway__Kafka__Properties__sasl.password', which is set to 'a key of a Secret' already")]
    public async Task Values_that_contradict_each_other_are_refused_with_a_sentence(string values, string sentence) =>
        Assert.Contains(sentence, await ChartRenderer.RefuseAsync(values), StringComparison.Ordinal);
}
