using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Conflation;

/// <summary>
/// The messages that lead to a stream's image, so that every session that stands at the same mark shares one. Guarded by
/// the gate of the stream's channel; sessions copy out of it.
/// </summary>
internal sealed class FrameCache
{
    /// <summary>Sessions are paced in a handful of phases, and each phase stands at a mark of its own.</summary>
    private const int FrameCountMax = 16;

    private Frame[] _frames = [];
    private int _count;
    private int _next;

    /// <summary>Finds the message that leads on from a mark.</summary>
    public bool TryGet(WireFormat format, StreamMark from, out ReadOnlySpan<byte> bytes)
    {
        var frames = _frames.AsSpan(0, _count);
        foreach (ref readonly var frame in frames)
        {
            if (ReferenceEquals(frame.From, from) && frame.Format == format)
            {
                bytes = frame.Written;
                return true;
            }
        }

        // Who has resumed stands at a mark of its own.
        foreach (ref readonly var frame in frames)
        {
            if (frame.From.IsSamePlace(from) && frame.Format == format)
            {
                bytes = frame.Written;
                return true;
            }
        }

        bytes = default;
        return false;
    }

    /// <summary>Keeps a message; when there are too many, the oldest one goes.</summary>
    public void Add(WireFormat format, StreamMark from, ReadOnlySpan<byte> bytes)
    {
        if (_next == _frames.Length)
        {
            Array.Resize(ref _frames, Math.Max(1, _frames.Length * 2));
        }

        _frames[_next].Keep(format, from, bytes);
        _count = Math.Max(_count, _next + 1);
        _next = (_next + 1) % FrameCountMax;
    }

    /// <summary>Forgets all, keeps the memory: another image was taken.</summary>
    public void Clear() => _count = _next = 0;

    /// <summary>One encoded message; its memory is used again for a later one.</summary>
    private struct Frame
    {
        private byte[]? _bytes;
        private int _length;

        public StreamMark From { get; private set; }

        public WireFormat Format { get; private set; }

        public readonly ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

        public void Keep(WireFormat format, StreamMark from, ReadOnlySpan<byte> bytes)
        {
            (Format, From, _length) = (format, from, bytes.Length);
            if (_bytes is null || _bytes.Length < bytes.Length)
            {
                _bytes = new byte[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)bytes.Length)];
            }

            bytes.CopyTo(_bytes);
        }
    }
}
