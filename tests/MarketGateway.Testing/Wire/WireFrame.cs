namespace MarketGateway.Testing.Wire;

/// <summary>One WebSocket frame as it came.</summary>
internal readonly record struct WireFrame(int Opcode, bool IsFinal, byte[] Payload)
{
    public const int Continuation = 0;
    public const int Text = 1;
    public const int Binary = 2;
    public const int Close = 8;
    public const int Ping = 9;
    public const int Pong = 10;
}
