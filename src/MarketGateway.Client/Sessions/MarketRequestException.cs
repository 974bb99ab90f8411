namespace MarketGateway.Client;

/// <summary>The gateway refused a request as a whole, or its session ended before the answer.</summary>
public sealed class MarketRequestException : Exception
{
    /// <summary>The code when no answer came because the session had ended.</summary>
    internal const string SessionEnded = "session_ended";

    public MarketRequestException(string code, string message)
        : base($"{message} ({code})") => Code = code;

    public MarketRequestException(string message)
        : base(message)
    {
    }

    public MarketRequestException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public MarketRequestException()
    {
    }

    /// <summary>Gets the code of the error (schemas/wire, section 4).</summary>
    public string Code { get; } = SessionEnded;
}
