using MarketGateway.Client;

namespace MarketGateway.Tools.Load;

/// <summary>What <c>mgw load</c> puts on a gateway.</summary>
internal sealed record LoadOptions
{
    public required Uri Url { get; init; }

    /// <summary>Gets how many sessions are held open.</summary>
    public int Sessions { get; init; } = 100;

    /// <summary>Gets symbols and patterns, of which each session takes some.</summary>
    public IReadOnlyList<string> Symbols { get; init; } = ["*"];

    /// <summary>Gets how many symbols each session takes, chosen by the seed; 0: all.</summary>
    public int SymbolsPerSession { get; init; }

    public IReadOnlyList<MarketChannel> Channels { get; init; } = [MarketChannel.Book];

    /// <summary>Gets what is asked of each channel; depth and grouping go with books, fields with quotes.</summary>
    public SubscriptionOptions Subscription { get; init; } = new();

    /// <summary>Gets how many flushes may be un-acknowledged; 0: no window.</summary>
    public int Window { get; init; }

    /// <summary>Gets how many bytes a second each slow session reads; 0: there are none.</summary>
    public int SlowBytesPerSecond { get; init; }

    /// <summary>Gets the part of the sessions that read slowly, 0 to 1.</summary>
    public double SlowShare { get; init; }

    /// <summary>Gets the part of the sessions that read nothing any more once they have their snapshots, 0 to 1.</summary>
    public double StalledShare { get; init; }

    /// <summary>Gets the time between heartbeats. Defaults to 5 seconds: idle sessions should be idle.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets how many sessions are opened at a time. Defaults to 64.</summary>
    public int Openers { get; init; } = 64;

    public int Seed { get; init; } = 1;

    /// <summary>Says how a session reads: shares are spread evenly over the sessions, so that all kinds hold any symbol.</summary>
    public LoadPace PaceOf(int session)
    {
        var stalled = Taken(session, StalledShare);
        return stalled ? LoadPace.Stalled : Taken(session + (Sessions / 2), SlowShare) ? LoadPace.Slow : LoadPace.Free;
    }

    private static bool Taken(int session, double share) =>
        Math.Floor((session + 1) * share) > Math.Floor(session * share);
}
