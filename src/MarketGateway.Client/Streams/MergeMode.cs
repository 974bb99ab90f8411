namespace MarketGateway.Client;

/// <summary>Whether updates of the source may come as one.</summary>
public enum MergeMode
{
    /// <summary>What happened since the last message comes as one; how many updates it stands for is said.</summary>
    Auto = 0,

    /// <summary>
    /// Each update comes as a message of its own, for as long as the client keeps up; <see cref="StreamIntegrity"/> counts
    /// what was merged nevertheless.
    /// </summary>
    Never = 1,
}
