namespace MarketGateway.Core.Delivery;

/// <summary>How a subscription stands to its client: the one closed set; what leads on from each is a table.</summary>
internal enum SubscriptionState
{
    /// <summary>It has a cursor of its own; its client holds nothing of it yet.</summary>
    Beginning,

    /// <summary>It has a cursor of its own, and something to send as soon as its client takes it and its pace allows it.</summary>
    Due,

    /// <summary>It has a cursor of its own, and nothing to send; it steps in where it meets its cohort.</summary>
    Apart,

    /// <summary>It stands where its cohort stands, and holds no position of its own.</summary>
    InStep,

    /// <summary>It has a cursor of its own; its client wants nothing for now.</summary>
    Paused,

    /// <summary>It is no more.</summary>
    Ended,
}
