using MarketGateway.Core.Conflation;

namespace MarketGateway.Tools.Audit;

/// <summary>The versions at which streams stood, of which each is made again when the log has come to it.</summary>
/// <param name="market">What the log is read into.</param>
/// <param name="streams">What is to be made again.</param>
/// <param name="tradesMax">So many trades of a stream are shown.</param>
/// <param name="rebuilt">Gets what was made.</param>
internal sealed class RebuildStops(Market market, IEnumerable<HeldStream> streams, int tradesMax, List<RebuiltStream> rebuilt)
{
    private readonly Dictionary<string, Queue<HeldStream>> _waiting = streams.OrderBy(static stream => stream.Version)
        .GroupBy(static stream => stream.Symbol, StringComparer.Ordinal)
        .ToDictionary(static group => group.Key, static group => new Queue<HeldStream>(group), StringComparer.Ordinal);

    /// <summary>Gets the last version that anything stood at.</summary>
    public long? Last { get; } = streams.Max(static stream => stream.Version);

    public bool Has(string symbol) => _waiting.ContainsKey(symbol);

    /// <summary>Makes again what stood before a version of a partition, which is applied next.</summary>
    /// <remarks>The versions of a stream are of one partition; where that is not known, of whichever has its symbol.</remarks>
    public void MeetBefore(string symbol, int partition, long version)
    {
        if (!_waiting.TryGetValue(symbol, out var waiting))
        {
            return;
        }

        while (waiting.TryPeek(out var next) && (next.Partition ?? partition) == partition && next.Version < version)
        {
            Make(waiting.Dequeue());
        }
    }

    /// <summary>Makes again what stood at the end.</summary>
    public void MeetRest()
    {
        foreach (var stream in _waiting.Values.SelectMany(static queue => queue))
        {
            Make(stream);
        }
    }

    private void Make(HeldStream stream) => rebuilt.Add(StreamRebuild.Make(stream, market.Find(stream.Symbol), tradesMax));
}
