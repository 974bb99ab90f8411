namespace MarketGateway.Core.Protocol;

/// <summary>Whether updates may reach a client as one: <c>merge</c> of schemas/wire.</summary>
public enum MergeMode
{
    /// <summary>What happened since the last message comes as one.</summary>
    Auto = 0,

    /// <summary>Each update of the source comes as a message of its own, as long as the client keeps up.</summary>
    Never = 1,
}
