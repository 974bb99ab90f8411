using MarketGateway.Client;

namespace MarketGateway.Tools.Watch;

/// <summary>What <c>mgw watch</c> was asked to show.</summary>
internal sealed record WatchOptions(
    IReadOnlyList<string> Symbols,
    Uri Url,
    MarketChannel Channel,
    SubscriptionOptions Subscription,
    WireEncoding Encoding,
    string? Token,
    TimeSpan? Duration,
    int Window,
    bool Stamps = false);
