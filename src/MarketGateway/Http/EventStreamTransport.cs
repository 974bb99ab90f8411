using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;

namespace MarketGateway.Http;

/// <summary>
/// One server-sent event stream under one session: each message of a flush is an event, and the last one carries where
/// the client then stands.
/// </summary>
internal sealed class EventStreamTransport(PipeWriter body, Market market) : ISessionTransport
{
    private readonly TaskCompletionSource<(SessionEndReason Reason, string Message)> _closed =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly List<StreamPosition> _positions = [];

    /// <summary>Gets a task that ends with the session, and says why it ended.</summary>
    public Task<(SessionEndReason Reason, string Message)> Closed => _closed.Task;

    /// <summary>Gets or sets the session; set before its first flush.</summary>
    public Session? Session { get; set; }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> flush)
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

    public void Close(SessionEndReason reason, string message) => _closed.TrySetResult((reason, message));

    private void WriteId()
    {
        _positions.Clear();
        Session?.CopyPositions(_positions);
        if (_positions.Count > 0)
        {
            body.Write(Encoding.UTF8.GetBytes($"id: {EventPosition.Write(market.Epoch.Name, _positions)}\n"));
        }
    }
}
