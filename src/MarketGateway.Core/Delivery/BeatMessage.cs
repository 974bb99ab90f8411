namespace MarketGateway.Core.Delivery;

/// <summary>What a beat has for a stream: a message in its slab, how old it is, and what is sent before it.</summary>
internal struct BeatMessage
{
    public int Start { get; set; }

    /// <summary>Gets or sets its length in bytes; 0: there is none.</summary>
    public int Length { get; set; }

    /// <summary>Gets or sets where its ends begin among those of the slab: that of each message, if it is of several.</summary>
    public int FirstEnd { get; set; }

    /// <summary>Gets or sets since when there was something to send.</summary>
    public long ChangedAt { get; set; }

    /// <summary>Gets or sets when the newest update in it occurred; 0: it holds no news.</summary>
    public long OccurredAt { get; set; }

    /// <summary>Gets or sets a value indicating whether a new status or generation is sent before the message.</summary>
    public bool IsStatusNew { get; set; }

    public readonly bool IsEmpty => Length == 0 && !IsStatusNew;
}
