namespace MarketGateway.Bench.Feed;

/// <summary>The market of a run.</summary>
/// <param name="Instruments">How many symbols; the n-th is as active as 1 / (n + 1).</param>
/// <param name="Rate">Records a second once it goes.</param>
/// <param name="Partitions">
/// Of each topic. One, unless it matters: for each fetch the embedded broker walks through all batches that a partition
/// holds, and with four it took more of the clients' core for that than all clients together.
/// </param>
/// <param name="Seed">The same seed gives the same records.</param>
/// <param name="FetchLingerMs">How long the embedded broker takes for each answer, as a real one gathers records.</param>
/// <param name="BootstrapServers">The cluster to publish to; null: an embedded broker in the feed's process.</param>
internal sealed record FeedSettings(
    int Instruments, int Rate, int Partitions = 1, int Seed = 1, int FetchLingerMs = 0,
    string? BootstrapServers = null);
