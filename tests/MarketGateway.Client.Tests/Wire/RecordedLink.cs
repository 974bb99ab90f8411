using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace MarketGateway.Client.Tests.Wire;

/// <summary>
/// A link whose gateway is a recording: flushes are handed out by the test, requests are kept for it.
/// </summary>
internal sealed class RecordedLink(WireEncoding encoding) : IGatewayLink
{
    private readonly Channel<ReadOnlyMemory<byte>?> _flushes = Channel.CreateUnbounded<ReadOnlyMemory<byte>?>();
    private long _acknowledged;

    public Action<bool>? OnWatch { get; set; }

    public SessionEnd End { get; private set; } = SessionEnd.Break("not closed");

    public Queue<WireMap> Sent { get; } = new();

    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    public ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync() => _flushes.Reader.ReadAsync();

    public void Send(WireMap request) => Sent.Enqueue(request);

    public void LimitRequests(long perSecondMax)
    {
        // A recording takes what comes.
    }

    public void Acknowledge(long flush) => Interlocked.Exchange(ref _acknowledged, flush);

    public void BeginClose() => Close(1000, "");

    public void Give(JsonNode step)
    {
        var json = string.Concat(step["messages"]!.AsArray().Select(static message => Vectors.Text(message) + "\n"));
        _flushes.Writer.TryWrite(
            encoding == WireEncoding.Json ? Encoding.UTF8.GetBytes(json) : Vectors.Bytes(step));
    }

    public void Close(int code, string reason)
    {
        End = SessionEnd.FromClose(code, reason);
        _flushes.Writer.TryWrite(null);
    }
}
