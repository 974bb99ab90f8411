using MarketGateway.Core.Books;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Conflation;

/// <summary>
/// The last messages of a stream, each of which leads over one update, in one format: for clients that want every one.
/// Numbered like the updates; bounded. Guarded by the gate of the stream's channel.
/// </summary>
internal sealed class UpdateTape(TapeBudget budget, int lengthMax, int bytesMax)
{
    private const int InitialBytes = 4096;

    private NumberedRing<Entry> _entries = new(lengthMax);
    private byte[] _bytes = [];
    private long _end;

    /// <summary>Forgets all; the next message leads over the update with a number.</summary>
    public void Restart(long number) => _entries = new NumberedRing<Entry>(lengthMax, number);

    /// <summary>Appends what leads over the next update to a position; one that is too large for the tape is a hole in it.</summary>
    public void Append(Position to, ReadOnlySpan<byte> message)
    {
        if (!TryMakeRoom(message.Length))
        {
            Restart(to.Number + 1);
            return;
        }

        _entries.Append(new Entry(_end, message.Length, to));
        var at = (int)(_end & (_bytes.Length - 1));
        var first = Math.Min(message.Length, _bytes.Length - at);
        message[..first].CopyTo(_bytes.AsSpan(at));
        message[first..].CopyTo(_bytes);
        _end += message.Length;

        // What leads nowhere any more must not be remembered either: it is larger than a small message.
        while (IsOverwritten(_end - _bytes.Length))
        {
            _entries.ForgetOldest();
        }
    }

    /// <summary>Writes what leads over the update after a number; false when that is not on the tape.</summary>
    public bool TryWrite(long after, FlushBuffer output, out Position to)
    {
        var number = after + 1;
        to = null!;
        if (number < _entries.Oldest || number > _entries.Newest)
        {
            return false;
        }

        ref readonly var entry = ref _entries[number];
        var at = (int)(entry.Start & (_bytes.Length - 1));
        var first = Math.Min(entry.Length, _bytes.Length - at);
        output.Append(_bytes.AsSpan(at, first));
        output.Append(_bytes.AsSpan(0, entry.Length - first));
        to = entry.To;
        return true;
    }

    public void Release()
    {
        budget.Return(_bytes.Length);
        (_bytes, _end) = ([], 0);
        Restart(1);
    }

    /// <summary>Grows while what is remembered would be overwritten, up to the limits; then the oldest is forgotten.</summary>
    private bool TryMakeRoom(int length)
    {
        while (_bytes.Length < length || (_bytes.Length < bytesMax && IsOverwritten(_end + length - _bytes.Length)))
        {
            var larger = Math.Max(InitialBytes, _bytes.Length * 2);
            if (larger > bytesMax || !budget.TryTake(larger - _bytes.Length))
            {
                break;
            }

            Grow(larger);
        }

        return length <= _bytes.Length;
    }

    private bool IsOverwritten(long before) =>
        _entries.Oldest <= _entries.Newest && _entries[_entries.Oldest].Start < before;

    private void Grow(int length)
    {
        var larger = new byte[length];
        for (var at = Math.Max(0, _end - _bytes.Length); at < _end; at++)
        {
            larger[at & (length - 1)] = _bytes[at & (_bytes.Length - 1)];
        }

        _bytes = larger;
    }

    private readonly record struct Entry(long Start, int Length, Position To);
}
