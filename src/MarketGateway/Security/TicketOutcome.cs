namespace MarketGateway.Security;

/// <summary>What became of a ticket; the names, in snake case, are those of the metric's label.</summary>
internal enum TicketOutcome
{
    Issued,

    /// <summary>Its owner has enough that are not used.</summary>
    Refused,

    Redeemed,

    /// <summary>It was shown, and is none, was used, or is too old.</summary>
    Rejected,
}
