namespace MarketGateway.Admin;

/// <summary>
/// Remembers what operators have looked at of late: a page that asks every two seconds is one line of the log a minute,
/// and what they did among it is still found.
/// </summary>
internal sealed class RepeatedLooks(TimeProvider time)
{
    /// <summary>How long the same look by the same operator is not worth a further line.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>As many as an operator opens in a minute by hand; beyond it all is forgotten, and written once more.</summary>
    private const int LooksMax = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Who, string Asked), long> _writtenAt = [];

    /// <summary>True when this very look was written less than a minute ago.</summary>
    public bool IsRepeated(string who, string asked)
    {
        var now = time.GetTimestamp();
        lock (_gate)
        {
            if (_writtenAt.TryGetValue((who, asked), out var written) && time.GetElapsedTime(written, now) < Pause)
            {
                return true;
            }

            if (_writtenAt.Count >= LooksMax)
            {
                _writtenAt.Clear();
            }

            _writtenAt[(who, asked)] = now;
            return false;
        }
    }
}
