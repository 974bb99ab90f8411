using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Delivery;

/// <summary>How subscriptions are to be served: the effective parameters. Immutable; shared by all that one request began.</summary>
internal class SubscriptionTerms(StreamParameters parameters)
{
    public StreamParameters Parameters { get; } = parameters;

    /// <summary>Gets the time between two messages of a stream, in milliseconds; 0: none.</summary>
    public int IntervalMs => Parameters.IntervalMs;

    /// <summary>Makes the same terms with other parameters.</summary>
    public virtual SubscriptionTerms With(StreamParameters parameters) => new(parameters);
}
