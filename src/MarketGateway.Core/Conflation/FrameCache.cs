namespace MarketGateway.Core.Conflation;

/// <summary>
/// The last messages that a stream encoded, so that every session that stands at the same cursor shares them. Guarded by
/// the gate of the stream's channel; sessions copy out of it.
/// </summary>
internal sealed class FrameCache
{
    /// <summary>
    /// Sessions are paced in phases of 10 ms, so a handful of (from, to) pairs are in use at any moment; older ones do
    /// not come back.
    /// </summary>
    private const int FrameCount = 4;

    private readonly Frame?[] _frames = new Frame?[FrameCount];
    private int _next;

    public bool TryGet(scoped in FrameKey key, out ReadOnlySpan<byte> bytes)
    {
        foreach (var frame in _frames)
        {
            if (frame is not null && frame.Key == key)
            {
                bytes = frame.Bytes.AsSpan(0, frame.Length);
                return true;
            }
        }

        bytes = default;
        return false;
    }

    public void Add(in FrameKey key, ReadOnlySpan<byte> bytes)
    {
        var frame = _frames[_next] ??= new Frame();
        _next = (_next + 1) % FrameCount;
        frame.Key = key;
        frame.Length = bytes.Length;
        if (frame.Bytes.Length < bytes.Length)
        {
            frame.Bytes = new byte[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)bytes.Length)];
        }

        bytes.CopyTo(frame.Bytes);
    }

    private sealed class Frame
    {
        public FrameKey Key;
        public int Length;
        public byte[] Bytes = [];
    }
}
