using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Delivery;

/// <summary>What the subscriptions of a cohort have in common.</summary>
/// <param name="IntervalMs">The time between two messages of a stream; 0: none, each turn of the lane is a beat.</param>
/// <param name="PhaseMs">By how much its beats are later than the multiples of the interval.</param>
/// <param name="Format">How its messages are encoded.</param>
internal readonly record struct CohortPace(int IntervalMs, int PhaseMs, WireFormat Format)
{
    public bool IsPaced => IntervalMs > 0;

    public static CohortPace Of(SubscriptionTerms terms, int phaseMs, WireFormat format) =>
        new(terms.IntervalMs, terms.IntervalMs == 0 ? 0 : phaseMs % terms.IntervalMs, format);
}
