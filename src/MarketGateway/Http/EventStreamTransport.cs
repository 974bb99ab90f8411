using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;

namespace MarketGateway.Http;

/// <summary>
/// One server-sent event stream under one session: each message of a flush is an event, and the last one carries where
/// the client then stands.
/// </summary>
internal sealed class EventStreamTransport(PipeWriter body) : ISessionTransport, IDisposable
{
    private readonly SemaphoreSlim _writing = new(1);
    private readonly TaskCompletionSource<(SessionEndReason Reason, string Message)> _closed =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly SessionPositions _positions = new();
    private string? _id;
    private bool _isIdNew;

    /// <summary>Gets a task that ends with the session, and says why it ended.</summary>
    public Task<(SessionEndReason Reason, string Message)> Closed => _closed.Task;

    /// <summary>Gets or sets the session; set before its first flush.</summary>
    public Session? Session { get; set; }

    public ValueTask SendAsync(FlushBuffer flush)
    {
        // Now, by the lane that hands over the flush: later it may have led the session on. What holds no data leads nowhere.
        _isIdNew = HasData(flush.Written);
        if (_isIdNew)
        {
            Session?.CopyPositions(_positions);
            _id = EventPosition.Write(_positions);
        }

        return WriteAsync(flush);
    }

    public void Close(SessionEndReason reason, string message) => _closed.TrySetResult((reason, message));

    /// <summary>
    /// Says when to come back, as the last that is written; false when the client does not take it in time.
    /// </summary>
    public async Task<bool> TrySendAwayAsync(TimeSpan reconnectAfter, TimeSpan patience, TimeProvider time)
    {
        using var limit = new CancellationTokenSource(patience, time);
        try
        {
            // What is being sent is sent whole; the writer stays taken, so that nothing comes after this.
            await _writing.WaitAsync(limit.Token).ConfigureAwait(false);
            body.Write(Encoding.UTF8.GetBytes($"retry: {(long)reconnectAfter.TotalMilliseconds}\n\n"));
            await body.FlushAsync(limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or InvalidOperationException)
        {
            return false;
        }
    }

    public void Dispose() => _writing.Dispose();

    private async ValueTask WriteAsync(FlushBuffer flush)
    {
        await _writing.WaitAsync().ConfigureAwait(false);
        try
        {
            await WriteFlushAsync(flush.WrittenMemory).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async ValueTask WriteFlushAsync(ReadOnlyMemory<byte> flush)
    {
        var rest = flush;
        while (rest.Span.IndexOf((byte)'\n') is var end and >= 0)
        {
            var isLast = end + 1 == rest.Length;
            if (isLast)
            {
                WriteId();
            }

            body.Write("data: "u8);
            body.Write(rest.Span[..end]);
            body.Write("\n\n"u8);
            rest = rest[(end + 1)..];
        }

        var result = await body.FlushAsync().ConfigureAwait(false);
        if (result.IsCompleted || result.IsCanceled)
        {
            throw new IOException("the client is gone");
        }
    }

    /// <summary>An id of no characters takes the last one back.</summary>
    private void WriteId()
    {
        if (_isIdNew)
        {
            body.Write(Encoding.UTF8.GetBytes($"id: {_id}\n"));
        }
    }

    /// <summary>Data messages are arrays, all others maps; an array that is none, the stamp, begins the flush.</summary>
    private static bool HasData(ReadOnlySpan<byte> flush) =>
        (flush.StartsWith("["u8) && !flush.StartsWith("[0,"u8)) || flush.IndexOf("\n["u8) >= 0;
}
