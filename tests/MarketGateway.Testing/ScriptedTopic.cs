namespace MarketGateway.Testing;

/// <summary>A topic of a <see cref="ScriptedCluster"/>.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Partitions">How many partitions it has.</param>
/// <param name="Replicas">How many brokers hold each, though there is only one.</param>
/// <param name="Configuration">Its configuration by Kafka's names; null: nobody may read it.</param>
public sealed record ScriptedTopic(
    string Name, int Partitions, int Replicas, IReadOnlyDictionary<string, string>? Configuration);
