namespace MarketGateway.Core.Protocol;

/// <summary>
/// The limits of <c>welcome</c>, in the order of schemas/wire; times in milliseconds, HTTP requests within 10 s.
/// </summary>
public readonly record struct WelcomeLimits(
    int RequestBytesMax,
    int SubscriptionsMax,
    int PatternsMax,
    int DepthMax,
    int HistoryMax,
    int RequestsPerSecondMax,
    int SessionsMax,
    long ResyncMs,
    int ErrorsInARowMax,
    long MessageMs,
    long StallMs,
    long AuthMs,
    int SessionsPerPrincipalMax,
    int SessionsPerAddressMax,
    int UnadmittedMax,
    int UnadmittedPerAddressMax,
    int UnadmittedBytesMax,
    int RequestBytesPerPrincipalMax,
    int ConnectionsMax,
    int ConnectionsPerAddressMax,
    int HttpRequestsPerPrincipalMax,
    int HttpRequestsPerAddressMax);
