namespace MarketGateway.Core.Feed;

/// <summary>How a record's value is written, as its <c>content-type</c> header says.</summary>
public enum FeedContentType
{
    /// <summary>No header: the first byte of the value decides.</summary>
    Detect = 0,
    MessagePack,
    Json,

    /// <summary>The header names a format that the gateway does not read.</summary>
    Other,
}
