namespace MarketGateway.Testing.Wire;

/// <summary>What kind of client a <see cref="WireClient"/> is, and what is wrong with it.</summary>
public sealed record WireClientOptions
{
    /// <summary>Gets a value indicating whether it speaks JSON instead of MessagePack.</summary>
    public bool IsJson { get; init; }

    /// <summary>Gets the token that it shows in the header of its request; null (default): none.</summary>
    public string? HeaderToken { get; init; }

    /// <summary>Gets the token that it shows among its subprotocols; null (default): none.</summary>
    public string? SubprotocolToken { get; init; }

    /// <summary>Gets the origin of the page that it is, as browsers say it; null (default): it is no page.</summary>
    public string? Origin { get; init; }

    /// <summary>Gets the socket's receive buffer in bytes; 0 (default): the kernel's.</summary>
    public int ReceiveBufferBytes { get; init; }

    /// <summary>Gets how many bytes a second it takes out of its socket; 0 (default): all there are.</summary>
    public int ReadBytesPerSecond { get; init; }

    /// <summary>
    /// Gets how many bytes a second it processes after it has read them, which is what it acknowledges; 0 (default): all.
    /// </summary>
    public int ProcessBytesPerSecond { get; init; }

    /// <summary>Gets a value indicating whether it acknowledges each flush after processing it.</summary>
    public bool Acknowledges { get; init; }

    /// <summary>Gets a value indicating whether it answers WebSocket pings. Defaults to true.</summary>
    public bool AnswersPings { get; init; } = true;

    /// <summary>Gets a value indicating whether every message is kept for the test to look at. Defaults to true.</summary>
    public bool KeepsMessages { get; init; } = true;
}
