namespace MarketGateway.Bench.Peers.SignalR;

/// <summary>What a SignalR server of the benchmark is told.</summary>
/// <param name="Url">Where to listen.</param>
/// <param name="BootstrapServers">The cluster to read.</param>
/// <param name="TopicPrefix">What its topics are called.</param>
/// <param name="IntervalMs">0: every update is forwarded; else one message per symbol and interval.</param>
/// <param name="FetchLinger">How long brokers are asked to gather records before they answer a fetch.</param>
internal sealed record PeerSettings(
    string Url, string BootstrapServers, string TopicPrefix, int IntervalMs, string FetchLinger);
