using MarketGateway.Client;

namespace MarketGateway.Tools.Watch;

/// <summary>One way to show what is watched.</summary>
internal interface IWatchOutput
{
    /// <summary>Gets what sees every message on the receive loop; null: this output reads changes instead.</summary>
    IMarketListener? Listener { get; }

    /// <summary>Shows until cancelled, or until the client closes.</summary>
    Task ShowAsync(MarketClient client, MarketSubscription subscription, CancellationToken cancellation);
}
