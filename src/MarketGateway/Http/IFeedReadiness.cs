namespace MarketGateway.Http;

/// <summary>How far the feed has come in reading what was in the log at start.</summary>
internal interface IFeedReadiness
{
    /// <summary>Gets a value indicating whether every partition has reached the end that was captured at start.</summary>
    bool IsReady { get; }

    /// <summary>Gets the part that is read, 0 to 1.</summary>
    double Progress { get; }
}
