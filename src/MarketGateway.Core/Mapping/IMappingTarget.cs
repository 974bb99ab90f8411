using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Mapping;

/// <summary>Where what a mapping makes of a record goes. Called by the thread that decodes.</summary>
public interface IMappingTarget
{
    /// <summary>Finds or makes a symbol; null when the text is none.</summary>
    FeedSymbol? Resolve(ReadOnlySpan<byte> symbol);

    /// <summary>Applies one update. It is the decoder's again when this returns.</summary>
    /// <param name="topic">Which state of the symbol it is of.</param>
    /// <param name="place">Which of the record's updates it is, from 0.</param>
    /// <param name="symbol">Whose it is.</param>
    /// <param name="update">The update.</param>
    /// <returns>Why it had to be skipped after all, or <see cref="DecodeError.None"/>.</returns>
    DecodeError Apply(FeedTopic topic, int place, FeedSymbol symbol, FeedUpdate update);

    /// <summary>Says that the record, or one element of it, was skipped.</summary>
    /// <param name="topic">Which state of the symbol it would have changed.</param>
    /// <param name="symbol">Whose; null when it was not known yet.</param>
    /// <param name="reason">Why.</param>
    /// <param name="rule">The rule's place in the mapping; null when none applied.</param>
    /// <param name="path">The path that failed; null when it is none's fault.</param>
    void Skip(FeedTopic topic, FeedSymbol? symbol, DecodeError reason, string? rule, string? path);
}
