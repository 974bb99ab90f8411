namespace MarketGateway.Kafka;

/// <summary>
/// When the end of a partition moved, as far back as reading is behind: tells for how long the next unread record has
/// been in the log, whatever clocks its producer and its broker have. Written by the watch, read by anybody.
/// </summary>
/// <remarks>
/// Of constant size: when it is full, neighbours become one, and from then on looks are taken together that are nearer
/// than those. So a lag is known to a sixty-fourth of itself at worst.
/// </remarks>
internal sealed class EndHistory
{
    /// <summary>Two minutes of looks once a second, then coarser.</summary>
    public const int LengthMax = 128;

    private readonly Lock _gate = new();
    private readonly List<Look> _looks = new(LengthMax);
    private long? _lookedAt;
    private long _width;

    /// <summary>Notes that the partition ended there at a time stamp; forgets what is read by now.</summary>
    public void Add(long end, long seenAt, long position)
    {
        lock (_gate)
        {
            var notBefore = _lookedAt;
            _lookedAt = seenAt;
            _looks.RemoveAll(look => look.End <= position);
            if (end <= position || (_looks.Count > 0 && _looks[^1].End >= end))
            {
                return;
            }

            AddNeedsGate(new Look(end, notBefore, seenAt));
        }
    }

    /// <summary>
    /// Finds between which two time stamps the record at a position arrived; the first is null when nobody had looked
    /// before. False when no end was seen beyond the position.
    /// </summary>
    public bool TryFindArrival(long position, out long? notBefore, out long notAfter)
    {
        lock (_gate)
        {
            foreach (var look in _looks)
            {
                if (look.End > position)
                {
                    (notBefore, notAfter) = (look.NotBefore, look.SeenAt);
                    return true;
                }
            }

            (notBefore, notAfter) = (null, 0);
            return false;
        }
    }

    private void AddNeedsGate(Look look)
    {
        _width = _looks.Count == 0 ? 0 : _width;
        if (_looks.Count > 0 && look.SeenAt - (_looks[^1].NotBefore ?? _looks[^1].SeenAt) <= _width)
        {
            _looks[^1] = look with { NotBefore = _looks[^1].NotBefore };
            return;
        }

        if (_looks.Count == LengthMax)
        {
            ThinOutNeedsGate();
            _width = (look.SeenAt - _looks[0].SeenAt) / (LengthMax / 2);
        }

        _looks.Add(look);
    }

    /// <summary>Makes one of every two neighbours: what lies before the later end came after the look before the earlier.</summary>
    private void ThinOutNeedsGate()
    {
        var kept = 0;
        for (var i = 0; i < _looks.Count; i += 2)
        {
            var later = _looks[Math.Min(i + 1, _looks.Count - 1)];
            _looks[kept++] = later with { NotBefore = _looks[i].NotBefore };
        }

        _looks.RemoveRange(kept, _looks.Count - kept);
    }

    /// <summary>A look at the end that found it moved.</summary>
    /// <param name="End">Where it was.</param>
    /// <param name="NotBefore">When the look before was: what lies before the end came after that.</param>
    /// <param name="SeenAt">When this look was.</param>
    private readonly record struct Look(long End, long? NotBefore, long SeenAt);
}
