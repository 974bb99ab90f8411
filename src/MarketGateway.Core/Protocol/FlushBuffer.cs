using System.Buffers;

namespace MarketGateway.Core.Protocol;

/// <summary>
/// Bytes on their way out: grows by doubling out of the shared pool and gives its memory back when it is released.
/// Owned by one writer at a time.
/// </summary>
public sealed class FlushBuffer : IBufferWriter<byte>
{
    /// <summary>The room before the bytes for what a transport puts before them: the largest head of a WebSocket frame.</summary>
    public const int HeadroomBytes = 10;

    private const int InitialBytes = 1024;

    private byte[] _bytes = [];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => Length == 0 ? [] : _bytes.AsSpan(HeadroomBytes, Length);

    public ReadOnlyMemory<byte> WrittenMemory => Length == 0 ? default : _bytes.AsMemory(HeadroomBytes, Length);

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(HeadroomBytes + Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(HeadroomBytes + Length);
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(HeadroomBytes + Length));
        Length += bytes.Length;
    }

    /// <summary>Gets what was written with a head before it, of at most <see cref="HeadroomBytes"/>: one piece, not copied.</summary>
    public ReadOnlyMemory<byte> WrittenAfter(ReadOnlySpan<byte> head)
    {
        Reserve(0);
        var start = HeadroomBytes - head.Length;
        head.CopyTo(_bytes.AsSpan(start));
        return _bytes.AsMemory(start, head.Length + Length);
    }

    /// <summary>Forgets what was written, keeps the memory.</summary>
    public void Clear() => Length = 0;

    /// <summary>Forgets what was written after a point: a message that was begun and given up.</summary>
    public void Truncate(int length) => Length = length;

    /// <summary>Forgets what was written and gives the memory back.</summary>
    public void Release()
    {
        Length = 0;
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }
    }

    private void Reserve(int sizeHint)
    {
        var needed = HeadroomBytes + Length + Math.Max(sizeHint, 1);
        if (needed <= _bytes.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(InitialBytes, _bytes.Length * 2)));
        Written.CopyTo(larger.AsSpan(HeadroomBytes));
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = larger;
    }
}
