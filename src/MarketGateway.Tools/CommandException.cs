namespace MarketGateway.Tools;

/// <summary>A mistake that the user can put right; the message is the whole sentence that is shown.</summary>
public sealed class CommandException(string message) : Exception(message);
