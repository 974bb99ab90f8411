using MarketGateway.Core.Instruments;

namespace MarketGateway.Core.Feed;

/// <summary>
/// A symbol as the feed addresses it: what a record's key resolves to, once per key and then without allocating.
/// Owned by the <see cref="IFeedSink"/> that made it.
/// </summary>
public abstract class FeedSymbol(string symbol)
{
    private string? _bookSource;
    private string? _tickSource;

    public string Symbol { get; } = symbol;

    /// <summary>Gets the definition, where one is known.</summary>
    public virtual InstrumentDefinition? Definition => null;

    /// <summary>True when a definition has said how many digits its prices and sizes have, not a first update.</summary>
    public virtual bool IsDefined => false;

    /// <summary>Gets a value indicating whether its book is right, as far as anybody knows.</summary>
    public virtual bool IsBookTrusted => true;

    /// <summary>
    /// Makes a source the owner of the symbol's books, or of its quotes and trades, unless they have one; returns who
    /// owns them. Definitions have no owner.
    /// </summary>
    public string? Claim(FeedTopic topic, string source) => topic switch
    {
        FeedTopic.Books => Claim(ref _bookSource, source),
        FeedTopic.Ticks => Claim(ref _tickSource, source),
        _ => null,
    };

    private static string Claim(ref string? owner, string source) =>
        Volatile.Read(ref owner) ?? Interlocked.CompareExchange(ref owner, source, null) ?? source;

    public override string ToString() => Symbol;
}
