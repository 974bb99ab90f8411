namespace MarketGateway.Core.Delivery;

/// <summary>What can happen to a subscription.</summary>
internal enum SubscriptionEvent
{
    /// <summary>Its stream has something new.</summary>
    Changed,

    /// <summary>Its client was sent the way from its cursor to now.</summary>
    Written,

    /// <summary>Its cursor and the cohort's are at the same position.</summary>
    Met,

    /// <summary>Its cohort moved on, and its client could not be sent the message.</summary>
    Missed,

    /// <summary>It gets other parameters, or is looked at alone: it takes a cursor of its own where its cohort stands.</summary>
    SteppedOut,

    /// <summary>Its client asked for a pause.</summary>
    Pause,

    /// <summary>Its client asked for the end of a pause.</summary>
    Unpause,

    /// <summary>Its client's state is broken.</summary>
    Resync,

    /// <summary>Its client, its rights or its session ended it.</summary>
    End,
}
