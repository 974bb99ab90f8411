using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using MarketGateway.Core.Audit;
using MarketGateway.Core.Instruments;
using MarketGateway.Core.Sessions;

namespace MarketGateway.Audit;

/// <summary>
/// Notes what is to be recorded: by lanes and readers, who copy the bytes and go on. What is beyond its bound is counted
/// and lost. Read by the one writer.
/// </summary>
internal sealed class AuditBuffer(AuditOptions options, AuditCounts counts, TimeProvider time) : ISessionRecorder
{
    /// <summary>What an entry counts for beside its bytes.</summary>
    private const int EntryBytes = 96;

    private readonly Channel<AuditEntry> _entries = Channel.CreateUnbounded<AuditEntry>(
        new UnboundedChannelOptions { SingleReader = true });

    private long _bytes;

    /// <summary>Gets how many bytes wait.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    public ChannelReader<AuditEntry> Entries => _entries.Reader;

    public void OnOpened(Session session) => Add(AuditKind.Begin, session, 0, default);

    public void OnRequest(Session session, ReadOnlySpan<byte> request) => Add(AuditKind.Request, session, 0, request);

    public void OnFlush(Session session, long flush, ReadOnlySpan<byte> messages) =>
        Add(AuditKind.Flush, session, flush, messages);

    public void OnAcknowledged(Session session, long flush) => Add(AuditKind.Ack, session, flush, default);

    public void OnEnded(Session session) => Add(AuditKind.End, session, 0, default);

    /// <summary>Called by the writer when it has done with an entry.</summary>
    public void Release(in AuditEntry entry)
    {
        if (entry.Bytes is { } bytes)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }

        Interlocked.Add(ref _bytes, -(entry.Length + EntryBytes));
    }

    /// <summary>Lets the writer end once it has written all that was noted.</summary>
    public void Complete() => _entries.Writer.TryComplete();

    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The pool's; given back by Release.")]
    private void Add(AuditKind kind, Session session, long flush, ReadOnlySpan<byte> bytes)
    {
        var size = bytes.Length + EntryBytes;
        if (Interlocked.Add(ref _bytes, size) > options.BufferBytesMax)
        {
            Interlocked.Add(ref _bytes, -size);
            counts.CountLost(AuditLoss.Buffer);
            return;
        }

        byte[]? copy = null;
        if (!bytes.IsEmpty)
        {
            copy = ArrayPool<byte>.Shared.Rent(bytes.Length);
            bytes.CopyTo(copy);
        }

        var entry = new AuditEntry(kind, session, time.GetUnixMicroseconds(), flush) { Bytes = copy, Length = bytes.Length };
        if (!_entries.Writer.TryWrite(entry))
        {
            // The gateway stops, and nobody reads any more.
            Release(entry);
            counts.CountLost(AuditLoss.Buffer);
        }
    }
}
