using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using MarketGateway.WebSockets;

namespace MarketGateway.Hosting;

/// <summary>
/// Reads what a connection receives, on the thread that received it, which serves others too: so who sends more at a
/// stretch than anybody needs is read on the pool, and pushed back meanwhile by the bound of the pipe.
/// </summary>
internal sealed class FairReader(PipeReader inner, TimeProvider time) : PipeReader, IFrameSource
{
    /// <summary>So often is read at a stretch; a request takes two or three.</summary>
    internal const int ReadsMax = 32;

    private static readonly TimeSpan Stretch = TimeSpan.FromMilliseconds(10);

    private long _since;
    private int _reads;
    private Func<ReadOnlySequence<byte>, int>? _consume;

    /// <remarks>By whoever reads, before it does.</remarks>
    public void OfferNext(Func<ReadOnlySequence<byte>, int> consume) => _consume = consume;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        _consume is null ? ReadFairlyAsync(cancellationToken) : ReadWhatIsLeftAsync(_consume, cancellationToken);

    public override bool TryRead(out ReadResult result) => inner.TryRead(out result);

    public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

    private ValueTask<ReadResult> ReadFairlyAsync(CancellationToken cancellationToken)
    {
        if (++_reads < ReadsMax)
        {
            return inner.ReadAsync(cancellationToken);
        }

        var isStretch = time.GetElapsedTime(_since) < Stretch;
        (_since, _reads) = (time.GetTimestamp(), 0);
        return isStretch ? ReadOnPoolAsync(cancellationToken) : inner.ReadAsync(cancellationToken);
    }

    /// <summary>Reads until something comes that is not dealt with.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> ReadWhatIsLeftAsync(
        Func<ReadOnlySequence<byte>, int> consume, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await ReadFairlyAsync(cancellationToken).ConfigureAwait(false);
            var consumed = result.IsCanceled ? 0 : consume(result.Buffer);
            if (consumed == 0)
            {
                _consume = null;
                return result;
            }

            inner.AdvanceTo(result.Buffer.GetPosition(consumed));
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> ReadOnPoolAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        return await inner.ReadAsync(cancellationToken).ConfigureAwait(false);
    }
}
