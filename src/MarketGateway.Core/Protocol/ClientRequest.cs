using MarketGateway.Core.Books;

namespace MarketGateway.Core.Protocol;

/// <summary>What a client asks for; one record per op of schemas/wire, section 3.</summary>
/// <param name="Id">The client's number for it, repeated in every answer; null when it gave none.</param>
public abstract record ClientRequest(long? Id);

/// <summary>How the client wants the session to be; null means the default.</summary>
public sealed record HelloRequest(long? Id, int? HeartbeatMs, int? Window, long? MaxBytesPerSecond, string? Client)
    : ClientRequest(Id)
{
    /// <summary>Gets a value indicating whether flushes and data tell their times.</summary>
    public bool HasStamps { get; init; }
}

/// <summary>Interest in symbols of a channel.</summary>
public sealed record SubscribeRequest(
    long? Id, IReadOnlyList<string> Symbols, StreamParameters Parameters, AttributeFilter? Filter, ResumeOffer? Resume)
    : ClientRequest(Id)
{
    /// <summary>Gets a value indicating whether the parameters are as asked for: none was beyond what is allowed.</summary>
    public bool IsAsAsked { get; init; }
}

/// <summary>The state of symbols in a channel, once.</summary>
public sealed record SnapshotRequest(
    long? Id, IReadOnlyList<string> Symbols, StreamParameters Parameters, AttributeFilter? Filter) : ClientRequest(Id);

/// <summary>Other parameters for streams that the session holds.</summary>
public sealed record UpdateRequest(long? Id, IReadOnlyList<long> Streams, ParameterChanges Changes) : ClientRequest(Id);

/// <summary>Nothing more for now; of all streams when none is named.</summary>
public sealed record PauseRequest(long? Id, IReadOnlyList<long>? Streams) : ClientRequest(Id);

/// <summary>The end of a pause; of all streams when none is named.</summary>
public sealed record ResumeRequest(long? Id, IReadOnlyList<long>? Streams) : ClientRequest(Id);

/// <summary>Who the client is.</summary>
public sealed record AuthRequest(long? Id, string Token) : ClientRequest(Id);

/// <summary>The end of interest: by stream numbers, or by channel and symbols.</summary>
public sealed record UnsubscribeRequest(
    long? Id, IReadOnlyList<long>? Streams, Channel? Channel, IReadOnlyList<string>? Symbols) : ClientRequest(Id);

/// <summary>The client's state of these streams is broken.</summary>
public sealed record ResyncRequest(long? Id, IReadOnlyList<long> Streams) : ClientRequest(Id);

/// <summary>A question for a sign of life.</summary>
public sealed record PingRequest(long? Id) : ClientRequest(Id);

/// <summary>All flushes up to this one have been processed.</summary>
public sealed record AckRequest(long? Id, long Flush) : ClientRequest(Id);

/// <summary>Where a client stood, in which log, when its last connection ended.</summary>
public sealed record ResumeOffer(string Epoch, IReadOnlyDictionary<string, ResumePoint> Streams)
{
    /// <summary>
    /// Gets how far the client had seen everything in each partition, but for what <see cref="Streams"/> names.
    /// </summary>
    public IReadOnlyDictionary<int, ResumeOffset> Partitions { get; init; } = new Dictionary<int, ResumeOffset>();
}

/// <summary>How far a client had seen everything of its symbols in one partition.</summary>
/// <param name="Offset">Up to which offset.</param>
/// <param name="Identities">The sum of what its symbols and their generations are identified by.</param>
public readonly record struct ResumeOffset(long Offset, ulong Identities);

/// <summary>Where a client stood in one stream; edges are prices, null when it holds the whole side.</summary>
public readonly record struct ResumePoint(long Version, string? Generation, long? BidEdge, long? AskEdge);
