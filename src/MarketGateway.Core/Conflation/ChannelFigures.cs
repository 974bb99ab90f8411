using MarketGateway.Core.Books;

namespace MarketGateway.Core.Conflation;

/// <summary>What operators are shown of a symbol in one topic, at one moment. Immutable.</summary>
/// <param name="Status">Its state, why and since when.</param>
/// <param name="Partition">The partition that its records come from; -1 before the first.</param>
/// <param name="Generation">What its versions mean; null before the first record.</param>
/// <param name="Offset">The offset of the last record seen; -1 before the first.</param>
/// <param name="Sequence">The producer's number seen last; null: it numbers nothing.</param>
/// <param name="OldestVersion">From where on a client can be led by a delta; null: nothing is remembered.</param>
/// <param name="NewestVersion">The newest version; -1 before the first.</param>
/// <param name="Updates">How many updates lie between the two.</param>
/// <param name="StreamCount">How many streams show it.</param>
/// <param name="Streams">The first of them.</param>
public sealed record ChannelFigures(
    SymbolStatus Status,
    int Partition,
    string? Generation,
    long Offset,
    long? Sequence,
    long? OldestVersion,
    long NewestVersion,
    long Updates,
    int StreamCount,
    IReadOnlyList<StreamFigures> Streams);
