namespace MarketGateway.Bench.Peers.Bare;

/// <summary>What the bare consumer reads.</summary>
internal sealed record ConsumerSettings(string BootstrapServers, string TopicPrefix, int Partitions, int Consumers);
