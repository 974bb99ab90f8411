using MarketGateway.Client;

namespace MarketGateway.Tools.Watch;

/// <summary>What comes in per second: messages, source updates that they stand for, and bytes.</summary>
internal sealed class RateMeter(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private long _since = time.GetTimestamp();
    private ClientTotals _totals;
    private long _merged;

    public double MessagesPerSecond { get; private set; }

    public double UpdatesPerSecond { get; private set; }

    public double BytesPerSecond { get; private set; }

    public void Sample(ClientTotals totals, long merged)
    {
        var elapsed = time.GetElapsedTime(_since);
        if (elapsed < Window)
        {
            return;
        }

        MessagesPerSecond = (totals.Messages - _totals.Messages) / elapsed.TotalSeconds;
        BytesPerSecond = (totals.Bytes - _totals.Bytes) / elapsed.TotalSeconds;

        // An account that began anew (a new epoch, a new first snapshot) is no negative rate.
        UpdatesPerSecond = Math.Max(0, merged - _merged) / elapsed.TotalSeconds;
        (_totals, _merged, _since) = (totals, merged, time.GetTimestamp());
    }
}
