using MarketGateway.Audit;
using MarketGateway.Core.Audit;
using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;
using MarketGateway.Testing;

namespace MarketGateway.Tests.Audit;

/// <summary>What is noted for the record is bounded: what comes beyond is lost and counted, and nobody waits.</summary>
public sealed class AuditBufferTests
{
    private readonly AuditCounts _counts = new();
    private readonly AuditBuffer _buffer;

    public AuditBufferTests() =>
        _buffer = new AuditBuffer(new AuditOptions { BufferBytesMax = 4096 }, _counts, TimeProvider.System);

    [Fact]
    public async Task What_comes_beyond_the_bound_is_lost_and_counted_until_something_is_written()
    {
        await using var gateway = await MarketHarness.StartAsync();
        var session = gateway.Hub.Open(new Nowhere(), WireFormat.Json, SessionAdmission.Of(SessionRights.Anonymous));
        for (var flush = 1; flush <= 10; flush++)
        {
            _buffer.OnFlush(session, flush, new byte[1000]);
        }

        Assert.Equal(7, _counts.Lost(AuditLoss.Buffer));
        Assert.InRange(_buffer.Bytes, 3000, 4096);

        Assert.True(_buffer.Entries.TryRead(out var first));
        Assert.Equal((AuditKind.Flush, 1, 1000), (first.Kind, first.Flush, first.Memory.Length));
        _buffer.Release(first);
        _buffer.OnFlush(session, 11, new byte[1000]);
        Assert.Equal(7, _counts.Lost(AuditLoss.Buffer));

        _buffer.Complete();
        _buffer.OnEnded(session);
        Assert.Equal(8, _counts.Lost(AuditLoss.Buffer));
        var left = new List<long>();
        while (_buffer.Entries.TryRead(out var entry))
        {
            left.Add(entry.Flush);
            _buffer.Release(entry);
        }

        Assert.Equal([2, 3, 11], left);
        Assert.Equal(0, _buffer.Bytes);
    }

    /// <summary>Takes all.</summary>
    private sealed class Nowhere : ISessionTransport
    {
        public ValueTask SendAsync(FlushBuffer flush) => ValueTask.CompletedTask;

        public void Close(SessionEndReason reason, string message)
        {
        }
    }
}
