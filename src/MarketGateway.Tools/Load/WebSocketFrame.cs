namespace MarketGateway.Tools.Load;

/// <summary>Where a frame's payload lies in the bytes that it was read from.</summary>
internal readonly record struct WebSocketFrame(int OpCode, bool IsFinal, int Start, int Length)
{
    public int End => Start + Length;
}
