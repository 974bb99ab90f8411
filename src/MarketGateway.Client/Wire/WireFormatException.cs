namespace MarketGateway.Client;

/// <summary>
/// The gateway sent something that version 1 of the protocol does not allow. The session is ended and begun anew; the
/// exception is seen only in <see cref="MarketClient.LastError"/> and in the log.
/// </summary>
public sealed class WireFormatException : Exception
{
    public WireFormatException(string message)
        : base(message)
    {
    }

    public WireFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public WireFormatException()
    {
    }
}
