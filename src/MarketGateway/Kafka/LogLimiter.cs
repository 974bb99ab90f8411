namespace MarketGateway.Kafka;

/// <summary>
/// Lets one log line per key and interval through and counts the others. For lines that a bad producer or a broken
/// network could write by the thousand. What was counted is told with the next line, or when the interval is over and
/// none has come. Safe for use by several threads.
/// </summary>
internal sealed class LogLimiter(TimeProvider time, TimeSpan interval)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, Line> _lines = [];

    /// <summary>Gets or sets what is called with how many like the last line of a key were not written.</summary>
    public Action<int, long>? Suppressed { get; set; }

    /// <summary>Says whether to write the line now and, if so, how many like it were not written before.</summary>
    public bool TryTake(int key, out long suppressed)
    {
        lock (_gate)
        {
            long now = time.GetTimestamp();
            if (!_lines.TryGetValue(key, out Line? line))
            {
                _lines.Add(key, line = new Line());
            }
            else if (time.GetElapsedTime(line.WrittenAt, now) is var elapsed && elapsed < interval)
            {
                suppressed = 0;
                if (++line.Suppressed == 1 && Suppressed is not null)
                {
                    line.Timer ??= time.CreateTimer(_ => ReportSuppressed(key), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                    line.Timer.Change(interval - elapsed, Timeout.InfiniteTimeSpan);
                }

                return false;
            }

            suppressed = line.Suppressed;
            (line.WrittenAt, line.Suppressed) = (now, 0);
            return true;
        }
    }

    private void ReportSuppressed(int key)
    {
        long suppressed;
        lock (_gate)
        {
            Line line = _lines[key];
            suppressed = line.Suppressed;
            if (suppressed == 0)
            {
                // The next line has told it.
                return;
            }

            (line.WrittenAt, line.Suppressed) = (time.GetTimestamp(), 0);
        }

        Suppressed?.Invoke(key, suppressed);
    }

    private sealed class Line
    {
        public long WrittenAt { get; set; }

        public long Suppressed { get; set; }

        public ITimer? Timer { get; set; }
    }
}
