using MarketGateway.Core.Delivery;

namespace MarketGateway.Core.Sessions;

/// <summary>
/// Told of what is measured and not merely counted. Called on the way of every flush by many threads at once: must be
/// quick, allocate nothing and never throw.
/// </summary>
public interface ISessionObserver
{
    /// <summary>A flush with data is handed to the transport.</summary>
    void OnFlushed(in FlushTiming timing);

    /// <summary>
    /// A look at one session, about once a second: how old its oldest change is that the client does not take; zero when
    /// it takes all.
    /// </summary>
    void OnOldestUnsent(TimeSpan age);

    /// <summary>
    /// A look at one session with a window, about once a second: how long ago its client acknowledged last what it was
    /// sent; zero when it has acknowledged all.
    /// </summary>
    void OnUnacknowledged(TimeSpan age);
}
