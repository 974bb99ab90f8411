using System.Diagnostics.CodeAnalysis;

namespace MarketGateway.Core.Conflation;

/// <summary>
/// The last messages that a stream encoded, so that every session that stands at the same cursor shares them. Guarded by
/// the gate of the stream's channel; sessions copy out of it.
/// </summary>
internal sealed class FrameCache
{
    /// <summary>
    /// Sessions are paced in a handful of phases, and each phase stands at a cursor of its own; some are between two.
    /// </summary>
    private const int FrameCountMax = 16;

    private readonly List<Frame> _frames = [];
    private int _next;

    /// <summary>Finds the message that leads from one version to another.</summary>
    public bool TryGet(scoped in FrameKey key, out ReadOnlySpan<byte> bytes)
    {
        foreach (var frame in _frames)
        {
            if (frame.Key == key)
            {
                bytes = frame.Written;
                return true;
            }
        }

        bytes = default;
        return false;
    }

    /// <summary>Finds a message that leads on from a version, to wherever it led, unless it is too old.</summary>
    public bool TryGetOnward(scoped in FrameKey key, FramePace pace, [NotNullWhen(true)] out Frame? onward)
    {
        foreach (var frame in _frames)
        {
            if (frame.Key.From == key.From
                && frame.Key == key with { To = frame.Key.To }
                && pace.NowMs - frame.End.MadeAtMs <= pace.AgeMaxMs)
            {
                onward = frame;
                return true;
            }
        }

        onward = null;
        return false;
    }

    public void Add(in FrameKey key, in FrameEnd end, ReadOnlySpan<byte> bytes)
    {
        if (_frames.Count < FrameCountMax)
        {
            _frames.Add(new Frame());
        }

        _frames[_next].Keep(key, end, bytes);
        _next = (_next + 1) % FrameCountMax;
    }

    /// <summary>One encoded message; its memory is used again for a later one.</summary>
    internal sealed class Frame
    {
        private byte[] _bytes = [];
        private int _length;

        public FrameKey Key { get; private set; }

        public FrameEnd End { get; private set; }

        public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

        public void Keep(in FrameKey key, in FrameEnd end, ReadOnlySpan<byte> bytes)
        {
            (Key, End, _length) = (key, end, bytes.Length);
            if (_bytes.Length < bytes.Length)
            {
                _bytes = new byte[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)bytes.Length)];
            }

            bytes.CopyTo(_bytes);
        }
    }
}
