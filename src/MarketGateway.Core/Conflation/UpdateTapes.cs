using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Conflation;

/// <summary>
/// The tapes of one stream, one per format that somebody reads. Guarded by the gate of the stream's channel.
/// </summary>
/// <param name="context">Limits, and what all tapes share.</param>
/// <param name="lengthMax">How many updates a tape holds at most.</param>
internal sealed class UpdateTapes(MarketContext context, int lengthMax)
{
    /// <summary>
    /// Writes the message that leads from a position to the newest one over one update; false where nobody remembers what
    /// that changed.
    /// </summary>
    public delegate bool TryWriteUpdate(Position from, Position to, WireFormat format, FlushBuffer output);

    private readonly UpdateTape?[] _tapes = new UpdateTape?[Enum.GetValues<WireFormat>().Length];
    private readonly FlushBuffer _scratch = new();
    private Position? _last;

    /// <summary>Records the update that led to a position.</summary>
    public void Record(Position to, TryWriteUpdate write)
    {
        var from = _last;
        _last = to;
        var isNext = from is not null && from.Number == to.Number - 1 && from.Epoch == to.Epoch
            && ReferenceEquals(from.Generation, to.Generation);
        for (var format = 0; format < _tapes.Length; format++)
        {
            if (_tapes[format] is not { } tape)
            {
                continue;
            }

            _scratch.Clear();
            if (isNext && write(from!, to, (WireFormat)format, _scratch))
            {
                tape.Append(to, _scratch.Written);
            }
            else
            {
                tape.Restart(to.Number + 1);
            }
        }
    }

    /// <summary>Records from now on in a format, if it is not done yet.</summary>
    public void Begin(Position newest, WireFormat format)
    {
        if (_tapes[(int)format] is null)
        {
            var tape = _tapes[(int)format] = new UpdateTape(context.Tapes, lengthMax, context.Options.UpdateTapeBytesMax);
            tape.Restart(newest.Number + 1);
            _last = newest;
        }
    }

    /// <summary>
    /// Writes what leads over the one update after where a cursor stands, and moves it; false when that is not known any
    /// more.
    /// </summary>
    public bool TryWrite(StreamCursor cursor, WireFormat format, FlushBuffer output)
    {
        var start = output.Length;
        if (!_tapes[(int)format]!.TryWrite(cursor.Number, output, out var to))
        {
            return false;
        }

        Stamp.End(output, start, format, to.OccurredAt);

        cursor.Position = to;
        return true;
    }

    public void Release()
    {
        foreach (var tape in _tapes)
        {
            tape?.Release();
        }

        Array.Clear(_tapes);
        _scratch.Release();
    }
}
