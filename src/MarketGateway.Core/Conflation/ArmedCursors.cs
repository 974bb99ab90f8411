namespace MarketGateway.Core.Conflation;

/// <summary>
/// The cursors that wait for a stream's next change, linked through themselves. Added to by flushes, woken by the feed's
/// thread, which looks at an empty list without a lock.
/// </summary>
internal sealed class ArmedCursors
{
    private readonly Lock _gate = new();
    private StreamCursor? _first;

    public void Add(StreamCursor cursor)
    {
        lock (_gate)
        {
            if (cursor.IsArmed || cursor.IsRetired)
            {
                return;
            }

            cursor.IsArmed = true;
            cursor.PreviousArmed = null;
            cursor.NextArmed = _first;
            if (_first is not null)
            {
                _first.PreviousArmed = cursor;
            }

            _first = cursor;
        }
    }

    public void Remove(StreamCursor cursor)
    {
        lock (_gate)
        {
            if (cursor.IsArmed)
            {
                UnlinkNeedsGate(cursor);
            }
        }
    }

    /// <summary>Removes a cursor that is never to be added again.</summary>
    public void Retire(StreamCursor cursor)
    {
        lock (_gate)
        {
            cursor.IsRetired = true;
            if (cursor.IsArmed)
            {
                UnlinkNeedsGate(cursor);
            }
        }
    }

    /// <summary>Tells each cursor, once, that there is something new, and forgets it.</summary>
    public void WakeAll()
    {
        if (Volatile.Read(ref _first) is null)
        {
            return;
        }

        lock (_gate)
        {
            while (_first is { } cursor)
            {
                _first = cursor.NextArmed;
                Forget(cursor);
                cursor.OnChanged();
            }
        }
    }

    private void UnlinkNeedsGate(StreamCursor cursor)
    {
        if (cursor.PreviousArmed is { } previous)
        {
            previous.NextArmed = cursor.NextArmed;
        }
        else
        {
            _first = cursor.NextArmed;
        }

        if (cursor.NextArmed is { } next)
        {
            next.PreviousArmed = cursor.PreviousArmed;
        }

        Forget(cursor);
    }

    private static void Forget(StreamCursor cursor)
    {
        cursor.IsArmed = false;
        cursor.NextArmed = cursor.PreviousArmed = null;
    }
}
