namespace MarketGateway.Tools.Load;

/// <summary>What a server sent is wrong; the message says what. Ends the session that it happened to, and is counted.</summary>
internal sealed class LoadException(string message) : Exception(message);
