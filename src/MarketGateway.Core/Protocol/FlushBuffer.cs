using System.Buffers;

namespace MarketGateway.Core.Protocol;

/// <summary>
/// Bytes on their way out: grows by doubling out of the shared pool and gives its memory back when it is released.
/// Owned by one writer at a time.
/// </summary>
public sealed class FlushBuffer : IBufferWriter<byte>
{
    /// <summary>The room for what a transport puts before the bytes: the largest head of a WebSocket frame.</summary>
    private const int FrameHeadBytesMax = 10;

    /// <summary>The room before the bytes: for the head of a frame, and for the stamp of a flush.</summary>
    private const int HeadroomBytes = FrameHeadBytesMax + Stamp.BytesMax;

    private const int InitialBytes = 1024;

    private byte[] _bytes = [];
    private int _start = HeadroomBytes;

    public int Length { get; private set; }

    /// <summary>Gets or sets a value indicating whether each data message in it ends with the time of its newest update.</summary>
    public bool IsStamped { get; set; }

    /// <summary>
    /// Gets or sets where each data message ends and how old it is, for copies that are stamped; null: nobody needs it.
    /// </summary>
    internal List<MessageEnd>? Ends { get; set; }

    public ReadOnlySpan<byte> Written => Length == 0 ? [] : _bytes.AsSpan(_start, Length);

    public ReadOnlyMemory<byte> WrittenMemory => Length == 0 ? default : _bytes.AsMemory(_start, Length);

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(_start + Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(_start + Length);
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_start + Length));
        Length += bytes.Length;
    }

    /// <summary>Puts the stamp of the flush before what was written: once, and last of all.</summary>
    public void Prepend(ReadOnlySpan<byte> stamp)
    {
        Reserve(0);
        _start -= stamp.Length;
        Length += stamp.Length;
        stamp.CopyTo(_bytes.AsSpan(_start));
    }

    /// <summary>Gets what was written with the head of a frame before it: one piece, not copied.</summary>
    public ReadOnlyMemory<byte> WrittenAfter(ReadOnlySpan<byte> head)
    {
        Reserve(0);
        var start = _start - head.Length;
        head.CopyTo(_bytes.AsSpan(start));
        return _bytes.AsMemory(start, head.Length + Length);
    }

    /// <summary>Forgets what was written, keeps the memory.</summary>
    public void Clear()
    {
        (Length, _start, IsStamped) = (0, HeadroomBytes, false);
        Ends?.Clear();
    }

    /// <summary>Forgets what was written after a point: a message that was begun and given up.</summary>
    public void Truncate(int length) => Length = length;

    /// <summary>Gets what was written from a place on, to be changed.</summary>
    internal Span<byte> WrittenFrom(int place) => _bytes.AsSpan(_start + place, Length - place);

    /// <summary>Forgets what was written and gives the memory back.</summary>
    public void Release()
    {
        Clear();
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }
    }

    private void Reserve(int sizeHint)
    {
        var needed = _start + Length + Math.Max(sizeHint, 1);
        if (needed <= _bytes.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(InitialBytes, _bytes.Length * 2)));
        Written.CopyTo(larger.AsSpan(_start));
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = larger;
    }
}
