namespace MarketGateway.Client;

/// <summary>What a decoder found next in a flush.</summary>
internal enum WireItem
{
    End = 0,
    Data = 1,
    Control = 2,

    /// <summary>A data message of a kind that this client does not know.</summary>
    Unknown = 3,

    /// <summary>A data message that is not what its kind says, of a stream that can be told.</summary>
    Unreadable = 4,

    /// <summary>When the flush was sent that it begins.</summary>
    Stamp = 5,
}
