using System.Buffers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace MarketGateway.WebSockets;

/// <summary>
/// The connection under one WebSocket, to which whole frames are written, one at a time: data frames by the session's
/// flushes, and pings, pongs and the close frame by the WebSocket that parses what the client sends. Read by that
/// WebSocket alone.
/// </summary>
/// <remarks>
/// On a plain connection a frame goes straight to the socket, on the thread that made it: no copy, no pipe, no hop to
/// another thread, and no bytes that wait anywhere between the decision to send them and the kernel. On an encrypted one
/// it goes through Kestrel's stream.
/// After a close frame, whoever wrote it and why, nothing is written any more.
/// </remarks>
/// <param name="connection">The connection.</param>
/// <param name="socket">Its socket, where frames may go straight to it; else null.</param>
/// <param name="peer">Its socket, to ask how the peer's machine is doing; null: nobody knows.</param>
internal sealed class FrameStream(Stream connection, Socket? socket, Socket? peer = null) : Stream
{
    private const byte OpcodeMask = 0x0F;
    private const byte CloseOpcode = 0x8;
    private const byte DataOpcodeMax = 0x2;

    /// <summary>Who finds somebody writing waits here; hardly anybody does, so the turn itself is one interlocked number.</summary>
    private readonly SemaphoreSlim _turn = new(0);

    /// <summary>How many write or wait for their turn.</summary>
    private int _writers;

    /// <summary>Whether a close frame was begun; guarded by the turn.</summary>
    private bool _isClosed;

    private Func<ReadOnlySequence<byte>, int>? _offered;
    private long _dataBytes;
    private long _reads;

    /// <summary>Gets what comes in, where nothing encrypts it; else null.</summary>
    public IFrameSource? Source { get; init; }

    /// <summary>Gets or sets who is offered what begins with a frame before the WebSocket reads it; null: nobody.</summary>
    public Func<ReadOnlySequence<byte>, int>? FirstConsumer { get; set; }

    /// <summary>Gets how many bytes of data were handed over; what was before a ping is read before its answer is sent.</summary>
    public long DataBytes => Volatile.Read(ref _dataBytes);

    /// <summary>Gets how many times something came from the client: the signs of life that it gave.</summary>
    public long Reads => Volatile.Read(ref _reads);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty && FirstConsumer is not null)
        {
            // The WebSocket waits for a frame to begin.
            Source?.OfferNext(_offered ??= Consume);
        }

        var read = await connection.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (read > 0)
        {
            // One reads at a time.
            Volatile.Write(ref _reads, _reads + 1);
        }

        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>
    /// Asks the kernel how the peer's machine is doing: how many bytes it has not taken yet, and how long ago it said
    /// anything; null where that is not known.
    /// </summary>
    public PeerStanding? AskKernel() => peer is null ? null : PeerStanding.Ask(peer);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>
    /// Writes one frame. Completes when the kernel has taken all of it. Not to be cancelled: half a frame would be the end
    /// of the connection.
    /// </summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Interlocked.Increment(ref _writers) > 1)
        {
            return WriteInTurnAsync(buffer);
        }

        if (!TryBegin(buffer))
        {
            EndTurn();
            return ValueTask.CompletedTask;
        }

        if (socket is null)
        {
            return WriteToConnectionAsync(buffer);
        }

        return Send(socket, buffer);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            connection.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Consume(ReadOnlySequence<byte> received)
    {
        var consumed = FirstConsumer!(received);
        if (consumed > 0)
        {
            Volatile.Write(ref _reads, _reads + 1);
        }

        return consumed;
    }

    /// <summary>Has the socket take what it takes at once, which is all of it unless the client is slow.</summary>
    private ValueTask Send(Socket peer, ReadOnlyMemory<byte> frame)
    {
        int sent;
        SocketError error;
        try
        {
            sent = peer.Send(frame.Span, SocketFlags.None, out error);
        }
        catch (ObjectDisposedException gone)
        {
            EndTurn();
            return ValueTask.FromException(gone);
        }

        if (error == SocketError.WouldBlock || (error == SocketError.Success && sent < frame.Length))
        {
            return FinishAsync(frame[sent..]);
        }

        EndTurn();
        return error == SocketError.Success ? ValueTask.CompletedTask : ValueTask.FromException(new SocketException((int)error));
    }

    private void EndTurn()
    {
        if (Interlocked.Decrement(ref _writers) > 0)
        {
            _turn.Release();
        }
    }

    private async ValueTask WriteInTurnAsync(ReadOnlyMemory<byte> frame)
    {
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        if (!TryBegin(frame))
        {
            EndTurn();
        }
        else if (socket is null)
        {
            await WriteToConnectionAsync(frame).ConfigureAwait(false);
        }
        else
        {
            await FinishAsync(frame).ConfigureAwait(false);
        }
    }

    /// <summary>Says whether a frame may be written; to be called by whose turn it is.</summary>
    private bool TryBegin(ReadOnlyMemory<byte> frame)
    {
        if (_isClosed)
        {
            return false;
        }

        var opcode = frame.IsEmpty ? CloseOpcode : frame.Span[0] & OpcodeMask;
        _isClosed = !frame.IsEmpty && opcode == CloseOpcode;
        if (opcode <= DataOpcodeMax)
        {
            Volatile.Write(ref _dataBytes, _dataBytes + frame.Length);
        }

        return true;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask WriteToConnectionAsync(ReadOnlyMemory<byte> frame)
    {
        try
        {
            await connection.WriteAsync(frame).ConfigureAwait(false);
            await connection.FlushAsync().ConfigureAwait(false);
        }
        finally
        {
            EndTurn();
        }
    }

    /// <summary>Waits until the socket takes the rest: the client reads more slowly than it is sent to.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask FinishAsync(ReadOnlyMemory<byte> rest)
    {
        try
        {
            while (!rest.IsEmpty)
            {
                rest = rest[await socket!.SendAsync(rest, SocketFlags.None, CancellationToken.None).ConfigureAwait(false)..];
            }
        }
        finally
        {
            EndTurn();
        }
    }
}
