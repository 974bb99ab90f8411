namespace MarketGateway.Client;

/// <summary>What a client has received so far, over all of its sessions.</summary>
public readonly record struct ClientTotals
{
    /// <summary>Gets how many sessions were welcomed.</summary>
    public long Sessions { get; init; }

    /// <summary>Gets how many flushes came.</summary>
    public long Flushes { get; init; }

    /// <summary>Gets their size without WebSocket and TCP headers.</summary>
    public long Bytes { get; init; }

    /// <summary>Gets how many data messages came.</summary>
    public long Messages { get; init; }

    /// <summary>Gets how many data messages were of a stream or of a kind that the client does not know.</summary>
    public long UnknownMessages { get; init; }
}
