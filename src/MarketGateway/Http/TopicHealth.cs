namespace MarketGateway.Http;

/// <summary>How one topic of the feed is doing, as health tells it.</summary>
/// <param name="Name">Its name on the cluster.</param>
/// <param name="Exists">False when the cluster was found to lack it.</param>
/// <param name="Partitions">How many partitions are read; 0 before the cluster was found.</param>
/// <param name="Unreachable">How many of them have a leader that does not answer.</param>
/// <param name="RecordsAtStart">How many records there were when the reading began.</param>
/// <param name="RecordsRead">How many of those are read.</param>
/// <param name="LagRecords">How many records are not read yet; null when unknown.</param>
/// <param name="AgeSeconds">How old our picture of the topic is at most; null before the cluster was found.</param>
/// <param name="WithheldRecords">How many of the records not read yet open transactions keep from being read.</param>
internal sealed record TopicHealth(
    string Name,
    bool Exists,
    int Partitions,
    int Unreachable,
    long RecordsAtStart,
    long RecordsRead,
    long? LagRecords,
    double? AgeSeconds,
    long WithheldRecords = 0);
