namespace MarketGateway.Core.Sessions;

/// <summary>Which streams of a session were resynced lately. Owned by the session's lane.</summary>
internal sealed class ResyncAllowance
{
    /// <summary>So many are remembered before those are forgotten that may be resynced again.</summary>
    private const int RememberedMax = 256;

    private Dictionary<int, long>? _allowedAt;

    /// <summary>Notes a resync, unless the last one of the stream was too short a time ago.</summary>
    public bool TryBegin(int stream, long now, TimeSpan interval, out long allowedAt)
    {
        _allowedAt ??= [];
        if (_allowedAt.TryGetValue(stream, out allowedAt) && now < allowedAt)
        {
            return false;
        }

        if (_allowedAt.Count >= RememberedMax)
        {
            foreach (var (other, at) in _allowedAt)
            {
                if (at <= now)
                {
                    _allowedAt.Remove(other);
                }
            }
        }

        _allowedAt[stream] = now + (long)interval.TotalMilliseconds;
        return true;
    }
}
