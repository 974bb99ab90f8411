namespace MarketGateway.Security;

/// <summary>By which way a client showed who it is; the names, in snake case, are those of the metric's label.</summary>
internal enum AccessWay
{
    /// <summary>It showed nothing.</summary>
    None,

    /// <summary>A token in the header <c>Authorization</c>.</summary>
    Header,

    /// <summary>A token among the subprotocols.</summary>
    Subprotocol,

    /// <summary>A token in a frame.</summary>
    Frame,

    /// <summary>A ticket.</summary>
    Ticket,
}
