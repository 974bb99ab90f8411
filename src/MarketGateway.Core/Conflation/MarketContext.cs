namespace MarketGateway.Core.Conflation;

/// <summary>What all channels of a market share.</summary>
internal sealed record MarketContext(
    MarketOptions Options, FeedCounters Counters, DeliveryCounters Delivery, TimeProvider Time);
