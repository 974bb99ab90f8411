namespace MarketGateway.Deployment.Tests.Helm;

/// <summary>Values that are wrong together are refused with a sentence: which one, and what would be right.</summary>
public sealed class RefusalTests
{
    private const string Kafka = "kafka: {bootstrapServers: 'broker:9092'}\n";

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
        Kafka + "authentication: {issuer: i}",
        "authentication.mode is Anonymous, yet an issuer, an audience or keys are given: set")]
    [InlineData(
        Kafka + "ingress: {enabled: true}", "ingress.host is empty and ingress.enabled is true: set ingress.host")]
    [InlineData(
        Kafka + "autoscaling: {enabled: true, minReplicas: 11}",
        "autoscaling.minReplicas is 11 and autoscaling.maxReplicas is 10: the least must not be more than the most")]
    [InlineData(
        Kafka + "replicas: 1",
        "podDisruptionBudget.maxUnavailable is 1 and there may be only 1 replica(s): it must be fewer")]
    [InlineData(
        Kafka + "replicas: 5\nautoscaling: {enabled: true}\npodDisruptionBudget: {maxUnavailable: 2}",
        "podDisruptionBudget.maxUnavailable is 2 and there may be only 2 replica(s): it must be fewer")]
    [InlineData(
        Kafka + "drain: {windowSeconds: 30}",
        "drain.hardStopSeconds is 30 and drain.windowSeconds is 30: the hard stop must come after the window")]
    [InlineData(
        Kafka + "settings: {'kafka:consumers': '2'}",
        "settings has 'kafka:consumers', which the chart sets itself to '1': use the value made for it")]
    public async Task Values_that_contradict_each_other_are_refused_with_a_sentence(string values, string sentence) =>
        Assert.Contains(sentence, await ChartRenderer.RefuseAsync(values), StringComparison.Ordinal);
}
