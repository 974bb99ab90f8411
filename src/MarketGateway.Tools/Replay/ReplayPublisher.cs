using MarketGateway.Demo;

namespace MarketGateway.Tools.Replay;

/// <summary>Publishes a replay at its pace. Runs once; the counts may be read by any thread.</summary>
internal sealed class ReplayPublisher(TardisReplay replay, IFeedOutput output, double speed, TimeProvider time)
{
    private readonly ReplayPacer _pacer = new(speed, time);
    private long _rowsRead;
    private long _recordCount;
    private long _occurredAt;

    public long RowsRead => Volatile.Read(ref _rowsRead);

    /// <summary>Gets how far it is, in words: records, and the time of the feed.</summary>
    public string Caption
    {
        get
        {
            var occurredAt = DateTimeOffset.UnixEpoch.AddTicks(Volatile.Read(ref _occurredAt) * 10);
            return $"{Volatile.Read(ref _recordCount):N0} records, feed time {occurredAt:yyyy-MM-dd HH:mm:ss}";
        }
    }

    /// <summary>Publishes until the files end or it is cancelled, and ends then without an exception.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            foreach (var record in replay.Records())
            {
                cancellation.ThrowIfCancellationRequested();
                if (record.Update.OccurredAt > 0)
                {
                    await _pacer.WaitAsync(record.Update.OccurredAt, cancellation);
                    Volatile.Write(ref _occurredAt, record.Update.OccurredAt);
                }

                await output.PublishAsync(record.Topic, record.Instrument.Key, record.Update, time, cancellation);
                Volatile.Write(ref _recordCount, _recordCount + 1);
                Volatile.Write(ref _rowsRead, replay.RowsRead);
            }

            Volatile.Write(ref _rowsRead, replay.RowsRead);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
    }
}
