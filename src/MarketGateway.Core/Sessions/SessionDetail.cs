namespace MarketGateway.Core.Sessions;

/// <summary>One session as its lane saw it in one turn: what operators are shown. Immutable.</summary>
/// <param name="FlushesSent">The number of the flush sent last.</param>
/// <param name="FlushesAcknowledged">The number of the flush that the client acknowledged last; 0 before the first.</param>
/// <param name="HeartbeatMs">How often it gets a heartbeat.</param>
/// <param name="BytesPerSecondMax">The pace it asked for; 0: none.</param>
/// <param name="IsWaiting">Whether something is due that the client does not take now.</param>
/// <param name="StreamCount">How many streams it holds.</param>
/// <param name="Streams">The first of them, as many as were asked for.</param>
public sealed record SessionDetail(
    long FlushesSent,
    long FlushesAcknowledged,
    int HeartbeatMs,
    long BytesPerSecondMax,
    bool IsWaiting,
    int StreamCount,
    IReadOnlyList<StreamDetail> Streams);
