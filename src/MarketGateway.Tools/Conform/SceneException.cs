namespace MarketGateway.Tools.Conform;

/// <summary>A promise that a client does not keep; the message says what was seen instead.</summary>
internal sealed class SceneException(string message) : Exception(message);
