namespace MarketGateway.Core.Conflation;

/// <summary>
/// The messages that lead to a stream's image, so that every session that stands at the same cursor shares one. Guarded
/// by the gate of the stream's channel; sessions copy out of it.
/// </summary>
internal sealed class FrameCache
{
    /// <summary>Sessions are paced in a handful of phases, and each phase stands at a cursor of its own.</summary>
    private const int FrameCountMax = 16;

    private readonly List<Frame> _frames = [];
    private int _count;
    private int _next;

    /// <summary>Finds the message that leads on from a cursor.</summary>
    public bool TryGet(scoped in FrameKey key, out ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_frames[i].Key == key)
            {
                bytes = _frames[i].Written;
                return true;
            }
        }

        bytes = default;
        return false;
    }

    /// <summary>Keeps a message; when there are too many, the oldest one goes.</summary>
    public void Add(in FrameKey key, ReadOnlySpan<byte> bytes)
    {
        if (_next == _frames.Count)
        {
            _frames.Add(new Frame());
        }

        _frames[_next].Keep(key, bytes);
        _count = Math.Max(_count, _next + 1);
        _next = (_next + 1) % FrameCountMax;
    }

    /// <summary>Forgets all, keeps the memory: another image was taken.</summary>
    public void Clear() => _count = _next = 0;

    /// <summary>One encoded message; its memory is used again for a later one.</summary>
    private sealed class Frame
    {
        private byte[] _bytes = [];
        private int _length;

        public FrameKey Key { get; private set; }

        public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

        public void Keep(in FrameKey key, ReadOnlySpan<byte> bytes)
        {
            (Key, _length) = (key, bytes.Length);
            if (_bytes.Length < bytes.Length)
            {
                _bytes = new byte[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)bytes.Length)];
            }

            bytes.CopyTo(_bytes);
        }
    }
}
