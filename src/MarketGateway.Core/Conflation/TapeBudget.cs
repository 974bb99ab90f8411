namespace MarketGateway.Core.Conflation;

/// <summary>How much memory the tapes of all streams may take together; by any thread.</summary>
internal sealed class TapeBudget(long bytesMax)
{
    private long _bytes;

    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Takes so many bytes; false, and none are taken, when they are not there.</summary>
    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= bytesMax)
        {
            return true;
        }

        Return(bytes);
        return false;
    }

    public void Return(int bytes) => Interlocked.Add(ref _bytes, -bytes);
}
