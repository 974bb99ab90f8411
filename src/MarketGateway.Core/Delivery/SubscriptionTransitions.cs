using System.Diagnostics;

namespace MarketGateway.Core.Delivery;

/// <summary>The table of what a subscription becomes.</summary>
internal static class SubscriptionTransitions
{
    /// <summary>Gets the next state; null where the event cannot happen in this one.</summary>
    public static SubscriptionState? Find(SubscriptionState state, SubscriptionEvent happened) => (state, happened) switch
    {
        (SubscriptionState.Beginning, SubscriptionEvent.Changed) => SubscriptionState.Beginning,
        (SubscriptionState.Beginning, SubscriptionEvent.Written) => SubscriptionState.Apart,
        (SubscriptionState.Beginning, SubscriptionEvent.Met) => SubscriptionState.InStep,
        (SubscriptionState.Beginning, SubscriptionEvent.Pause) => SubscriptionState.Paused,
        (SubscriptionState.Beginning, SubscriptionEvent.Unpause) => SubscriptionState.Beginning,
        (SubscriptionState.Beginning, SubscriptionEvent.Resync) => SubscriptionState.Beginning,

        (SubscriptionState.Due, SubscriptionEvent.Changed) => SubscriptionState.Due,
        (SubscriptionState.Due, SubscriptionEvent.Written) => SubscriptionState.Apart,
        (SubscriptionState.Due, SubscriptionEvent.Met) => SubscriptionState.InStep,
        (SubscriptionState.Due, SubscriptionEvent.Pause) => SubscriptionState.Paused,
        (SubscriptionState.Due, SubscriptionEvent.Unpause) => SubscriptionState.Due,
        (SubscriptionState.Due, SubscriptionEvent.Resync) => SubscriptionState.Due,

        (SubscriptionState.Apart, SubscriptionEvent.Changed) => SubscriptionState.Due,
        (SubscriptionState.Apart, SubscriptionEvent.Written) => SubscriptionState.Apart,
        (SubscriptionState.Apart, SubscriptionEvent.Met) => SubscriptionState.InStep,
        (SubscriptionState.Apart, SubscriptionEvent.Pause) => SubscriptionState.Paused,
        (SubscriptionState.Apart, SubscriptionEvent.Unpause) => SubscriptionState.Apart,
        (SubscriptionState.Apart, SubscriptionEvent.Resync) => SubscriptionState.Due,

        (SubscriptionState.InStep, SubscriptionEvent.Missed) => SubscriptionState.Due,
        (SubscriptionState.InStep, SubscriptionEvent.SteppedOut) => SubscriptionState.Apart,

        (SubscriptionState.Paused, SubscriptionEvent.Changed) => SubscriptionState.Paused,
        (SubscriptionState.Paused, SubscriptionEvent.Pause) => SubscriptionState.Paused,
        (SubscriptionState.Paused, SubscriptionEvent.Unpause) => SubscriptionState.Due,
        (SubscriptionState.Paused, SubscriptionEvent.Resync) => SubscriptionState.Paused,

        (not SubscriptionState.Ended, SubscriptionEvent.End) => SubscriptionState.Ended,
        _ => null,
    };

    public static SubscriptionState Next(SubscriptionState state, SubscriptionEvent happened) =>
        Find(state, happened) ?? throw new UnreachableException($"'{happened}' cannot happen to a subscription that is '{state}'");
}
