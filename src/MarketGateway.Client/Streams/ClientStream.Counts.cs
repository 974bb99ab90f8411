namespace MarketGateway.Client;

/// <content>What was counted, and how new what is held is.</content>
public abstract partial class ClientStream
{
    private long? _newest;

    /// <summary>
    /// Gets when the newest update occurred, at the venue, that what is held includes; null: nothing came yet, or without
    /// stamps (<see cref="MarketClientOptions.Stamps"/>).
    /// </summary>
    public DateTimeOffset? Newest
    {
        get
        {
            lock (Gate)
            {
                return _version is null ? null : WireTime.Read(_newest);
            }
        }
    }

    /// <summary>
    /// How old what is held is: of a quiet market its last update is old. Below zero where our clock is behind the venue's.
    /// </summary>
    public TimeSpan? AgeAt(DateTimeOffset now) => now - Newest;

    private void CountNeedsLock(DataMessage message, ApplyVerdict verdict)
    {
        _newest = message.Newest ?? _newest;
        var failures = verdict == ApplyVerdict.ChecksumWrong ? 1 : 0;
        _counts = _counts with
        {
            Messages = _counts.Messages + 1,
            Snapshots = _counts.Snapshots + (IsSnapshot(message.Kind) ? 1 : 0),
            Deltas = _counts.Deltas + (message.Kind is MessageKind.BookDelta or MessageKind.BookDeltaWithOrders
                or MessageKind.QuoteDelta or MessageKind.Trades or MessageKind.TradeCancel or MessageKind.TradeCorrection ? 1 : 0),
            Rollups = _counts.Rollups + (message.Kind == MessageKind.TradeRollup ? 1 : 0),
            ChecksumFailures = _counts.ChecksumFailures + failures,
        };
    }
}
