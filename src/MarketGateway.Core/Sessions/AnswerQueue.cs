using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>Writes one control message.</summary>
internal delegate void AnswerWriter(ref WireWriter writer);

/// <summary>
/// Answers to a client's requests that wait for its next flush. Bounded: while it is full no further request is read, so
/// a client that asks without reading stops itself.
/// </summary>
internal sealed class AnswerQueue(WireFormat format, int bytesMax)
{
    private readonly Lock _gate = new();
    private readonly FlushBuffer _bytes = new();
    private TaskCompletionSource? _room;
    private bool _isClosed;
    private bool _isUrgent;

    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _bytes.Length == 0;
            }
        }
    }

    /// <summary>Gets a value indicating whether no further request is read until some are taken.</summary>
    public bool IsFull
    {
        get
        {
            lock (_gate)
            {
                return _bytes.Length >= bytesMax;
            }
        }
    }

    /// <summary>Gets a value indicating whether there is something that waits for no window and no pace.</summary>
    public bool IsUrgent
    {
        get
        {
            lock (_gate)
            {
                return _isUrgent;
            }
        }
    }

    /// <summary>Adds something that waits for no window and no pace.</summary>
    public void AddUrgent(AnswerWriter write)
    {
        lock (_gate)
        {
            _isUrgent = !_isClosed;
            Add(write);
        }
    }

    public void Add(AnswerWriter write)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            var writer = new WireWriter(_bytes, format);
            write(ref writer);
        }
    }

    /// <summary>Completes when there is room for another answer.</summary>
    public Task WhenRoom()
    {
        lock (_gate)
        {
            if (_isClosed || _bytes.Length < bytesMax)
            {
                return Task.CompletedTask;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    /// <summary>Moves all answers into a flush.</summary>
    public void TakeInto(FlushBuffer flush)
    {
        TaskCompletionSource? room;
        lock (_gate)
        {
            if (_bytes.Length == 0)
            {
                return;
            }

            flush.Append(_bytes.Written);
            _bytes.Release();
            _isUrgent = false;
            room = _room;
            _room = null;
        }

        room?.SetResult();
    }

    /// <summary>Lets a waiting reader go, and takes no answers any more: the session has ended.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            _bytes.Release();
            _room?.TrySetResult();
        }
    }
}
