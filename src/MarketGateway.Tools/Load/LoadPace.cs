namespace MarketGateway.Tools.Load;

/// <summary>How a session of a load reads.</summary>
internal enum LoadPace
{
    /// <summary>Whatever is there, at once.</summary>
    Free = 0,

    /// <summary>So many bytes a second.</summary>
    Slow = 1,

    /// <summary>Nothing any more once it has its snapshots.</summary>
    Stalled = 2,
}
