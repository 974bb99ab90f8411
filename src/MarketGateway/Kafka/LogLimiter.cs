namespace MarketGateway.Kafka;

/// <summary>
/// Lets one log line per key and interval through and counts the others. For lines that a bad producer or a broken
/// network could write by the thousand. Safe for use by several threads.
/// </summary>
internal sealed class LogLimiter(TimeProvider time, TimeSpan interval)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, (long WrittenAt, long Suppressed)> _lines = [];

    /// <summary>Says whether to write the line now and, if so, how many like it were not written before.</summary>
    public bool TryTake(int key, out long suppressed)
    {
        lock (_gate)
        {
            long now = time.GetTimestamp();
            bool isKnown = _lines.TryGetValue(key, out (long WrittenAt, long Suppressed) line);
            if (isKnown && time.GetElapsedTime(line.WrittenAt, now) < interval)
            {
                _lines[key] = line with { Suppressed = line.Suppressed + 1 };
                suppressed = 0;
                return false;
            }

            suppressed = line.Suppressed;
            _lines[key] = (now, 0);
            return true;
        }
    }
}
