namespace MarketGateway.Core.Feed;

/// <summary>What a record's feed sequence says about it, given the records before it.</summary>
public enum SequenceVerdict
{
    /// <summary>Follows what came before, or is the first: apply it.</summary>
    InOrder = 0,

    /// <summary>Was seen already: drop it.</summary>
    Duplicate,

    /// <summary>
    /// One of so many that were seen already that they may be new ones of a producer that started over: drop it, and trust
    /// the state again after the next full one.
    /// </summary>
    InDoubt,

    /// <summary>Something before it is missing: apply it, and trust the state again after the next full one.</summary>
    Gap,

    /// <summary>A snapshot by a producer that started over: apply it, its numbering holds from now on.</summary>
    Restarted,

    /// <summary>
    /// A snapshot by a producer that started over, or an older one that came late: apply it, its numbering holds from now
    /// on, and trust the state again after the next full one.
    /// </summary>
    RestartedInDoubt,

    /// <summary>The producer does not number: apply it, nothing can be said.</summary>
    Unnumbered,
}
