namespace MarketGateway.Client;

/// <summary>Takes one flush apart, message by message. Both encodings end in the same values.</summary>
internal interface IWireDecoder
{
    void Begin(ReadOnlyMemory<byte> flush);

    /// <summary>Reads the next message into <paramref name="data"/> or <paramref name="control"/>.</summary>
    /// <exception cref="WireFormatException">
    /// The bytes are not what version 1 allows, and do not say which stream they are about.
    /// </exception>
    WireItem Read(DataMessage data, out WireMap? control);
}
