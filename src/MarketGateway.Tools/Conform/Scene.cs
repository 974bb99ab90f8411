namespace MarketGateway.Tools.Conform;

/// <summary>One promise of a client, and how it is tried.</summary>
internal sealed record Scene(string Name, string Promise, Func<SceneContext, Task> Play);
