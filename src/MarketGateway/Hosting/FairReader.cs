using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace MarketGateway.Hosting;

/// <summary>
/// Reads what a connection receives, on the thread that received it, which serves others too: so who sends more at a
/// stretch than anybody needs is read on the pool, and pushed back meanwhile by the bound of the pipe.
/// </summary>
internal sealed class FairReader(PipeReader inner, TimeProvider time) : PipeReader
{
    /// <summary>So often is read at a stretch; a request takes two or three.</summary>
    internal const int ReadsMax = 32;

    private static readonly TimeSpan Stretch = TimeSpan.FromMilliseconds(10);

    private long _since;
    private int _reads;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (++_reads < ReadsMax)
        {
            return inner.ReadAsync(cancellationToken);
        }

        var isStretch = time.GetElapsedTime(_since) < Stretch;
        (_since, _reads) = (time.GetTimestamp(), 0);
        return isStretch ? ReadOnPoolAsync(cancellationToken) : inner.ReadAsync(cancellationToken);
    }

    public override bool TryRead(out ReadResult result) => inner.TryRead(out result);

    public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> ReadOnPoolAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        return await inner.ReadAsync(cancellationToken).ConfigureAwait(false);
    }
}
