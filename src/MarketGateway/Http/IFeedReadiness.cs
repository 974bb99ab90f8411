namespace MarketGateway.Http;

/// <summary>How far the feed has come in reading what was in the log at start, and how fresh it is since.</summary>
internal interface IFeedReadiness
{
    /// <summary>Gets a value indicating whether every partition has reached the end that was captured at start.</summary>
    bool IsReady { get; }

    /// <summary>Gets a value indicating whether it was so once: the start is over, whatever came then.</summary>
    bool HasBeenReady { get; }

    /// <summary>Gets the part that is read, 0 to 1.</summary>
    double Progress { get; }

    /// <summary>Gets what the feed is doing, as one word of a closed set.</summary>
    string Phase { get; }

    /// <summary>Gets the topics of the feed.</summary>
    IReadOnlyList<TopicHealth> Topics { get; }
}
