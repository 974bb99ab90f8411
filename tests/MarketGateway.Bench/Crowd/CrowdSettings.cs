namespace MarketGateway.Bench.Crowd;

/// <summary>What kind of server a crowd talks to.</summary>
internal enum CrowdKind
{
    Gateway = 0,
    SignalRForwarding = 1,
    SignalRConflating = 2,
    Bare = 3,
}

/// <summary>The clients of a run.</summary>
internal sealed record CrowdSettings
{
    public CrowdKind Kind { get; init; }

    public Uri Url { get; init; } = new("ws://127.0.0.1");

    public int Sessions { get; init; }

    public IReadOnlyList<string> Symbols { get; init; } = [];

    public int SymbolsPerSession { get; init; }

    /// <summary>Gets the interval of the gateway's subscriptions in milliseconds; peers have their own.</summary>
    public int IntervalMs { get; init; }

    public bool HasQuotes { get; init; } = true;

    /// <summary>Gets how many levels per side of the gateway's books; 0 for all.</summary>
    public int Depth { get; init; } = 10;

    public double SlowShare { get; init; }

    public double StalledShare { get; init; }

    public int SlowBytesPerSecond { get; init; } = 20_000;

    public int HeartbeatMs { get; init; } = 2000;

    /// <summary>Gets how many flushes of the gateway may be un-acknowledged; 0: no window.</summary>
    public int Window { get; init; }
}
