using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>
/// Answers to a client's requests that wait for its next flush. Bounded: while it is full no further request is read, so
/// a client that asks without reading stops itself. Owned by the session's lane.
/// </summary>
internal sealed class Answers(WireFormat format, int bytesMax)
{
    private FlushBuffer? _bytes;

    public bool IsEmpty => _bytes is null;

    /// <summary>Gets a value indicating whether no further request is read until some are sent.</summary>
    public bool IsFull => _bytes?.Length >= bytesMax;

    /// <summary>Gets a value indicating whether there is something that waits for no window and no pace.</summary>
    public bool IsUrgent { get; private set; }

    /// <summary>Adds something that waits for no window and no pace.</summary>
    public void AddUrgent(AnswerWriter write)
    {
        IsUrgent = true;
        Add(write);
    }

    public void Add(AnswerWriter write)
    {
        var writer = new WireWriter(_bytes ??= new FlushBuffer(), format);
        write(ref writer);
    }

    /// <summary>Moves all answers into a flush.</summary>
    public void MoveInto(FlushBuffer flush)
    {
        if (_bytes is { } bytes)
        {
            flush.Append(bytes.Written);
            Clear();
        }
    }

    public void Clear()
    {
        _bytes?.Release();
        _bytes = null;
        IsUrgent = false;
    }
}
