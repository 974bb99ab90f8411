namespace MarketGateway.Security;

/// <summary>
/// The keys of an issuer, as it published them when they were read last. Read again when they are old, and when a token
/// of an unknown key comes; a reading that fails leaves the last ones in force, and is tried again later and later.
/// </summary>
/// <param name="read">Reads them from where they are published.</param>
/// <param name="refreshInterval">How old they may get: for so long at most a withdrawn key is trusted.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of readings that failed.</param>
internal sealed partial class IssuerKeys(
    Func<CancellationToken, Task<TrustedKeys>> read,
    TimeSpan refreshInterval,
    TimeProvider time,
    ILogger<IssuerKeys> logger)
{
    /// <summary>How often tokens of unknown keys, which anybody can make, have the keys read again.</summary>
    internal static readonly TimeSpan UnknownInterval = TimeSpan.FromSeconds(10);

    internal static readonly TimeSpan BackoffMin = TimeSpan.FromSeconds(1);

    internal static readonly TimeSpan BackoffMax = TimeSpan.FromMinutes(1);

    /// <summary>How long one reading may take; who shows a token waits for it.</summary>
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();

    private TrustedKeys? _keys;
    private Task<TrustedKeys?>? _reading;
    private DateTimeOffset _readAt;
    private DateTimeOffset _unknownAt = DateTimeOffset.MinValue;
    private DateTimeOffset _notBefore = DateTimeOffset.MinValue;
    private int _failures;
    private long _readCount;
    private long _failedCount;

    /// <summary>Gets how many readings brought keys.</summary>
    public long ReadCount => Volatile.Read(ref _readCount);

    /// <summary>Gets how many readings brought none.</summary>
    public long FailedCount => Volatile.Read(ref _failedCount);

    /// <summary>Gets when the keys in force were read; null before the first were.</summary>
    public DateTimeOffset? ReadAt
    {
        get
        {
            lock (_gate)
            {
                return _keys is null ? null : _readAt;
            }
        }
    }

    /// <summary>Gets the reading that is under way, if one is. For tests.</summary>
    internal Task Reading
    {
        get
        {
            lock (_gate)
            {
                return _reading ?? Task.CompletedTask;
            }
        }
    }

    /// <summary>Gets the keys in force; null: none could be read yet.</summary>
    public async ValueTask<TrustedKeys?> GetAsync()
    {
        Task<TrustedKeys?> reading;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (_keys is not null && now - _readAt < refreshInterval)
            {
                return _keys;
            }

            if (_reading is null && now < _notBefore)
            {
                return _keys;
            }

            reading = BeginNeedsGate();
            if (_failures > 0 && _keys is not null)
            {
                // It may take its time again; whoever shows a token of a known key need not wait for that.
                return _keys;
            }
        }

        return await reading.ConfigureAwait(false);
    }

    /// <summary>Reads the keys again because a token's is not among them; null: that was done a moment ago.</summary>
    /// <param name="known">The keys among which it is not.</param>
    public async ValueTask<TrustedKeys?> GetNewerAsync(TrustedKeys known)
    {
        Task<TrustedKeys?> reading;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (_reading is null)
            {
                if (!ReferenceEquals(_keys, known))
                {
                    return _keys;
                }

                if (now < _notBefore || now - _unknownAt < UnknownInterval)
                {
                    return null;
                }

                _unknownAt = now;
            }

            reading = BeginNeedsGate();
        }

        var keys = await reading.ConfigureAwait(false);
        return ReferenceEquals(keys, known) ? null : keys;
    }

    private Task<TrustedKeys?> BeginNeedsGate() => _reading ??= Task.Run(ReadAsync);

    private async Task<TrustedKeys?> ReadAsync()
    {
        TrustedKeys? keys = null;
        var reason = "there is no key among them";
        using (var limit = new CancellationTokenSource(ReadTimeout, time))
        {
            try
            {
                keys = await read(limit.Token).WaitAsync(limit.Token).ConfigureAwait(false);
            }
            catch (Exception unread) when (unread is not OutOfMemoryException)
            {
                reason = unread.GetBaseException().Message;
            }
        }

        lock (_gate)
        {
            _reading = null;
            var now = time.GetUtcNow();
            if (keys is { Keys.Count: > 0 })
            {
                _readAt = now;
                _readCount++;
                _failures = 0;
                _notBefore = DateTimeOffset.MinValue;
                return _keys = keys;
            }

            _failedCount++;
            var backoff = Backoff(_failures++);
            _notBefore = now + backoff;
            LogUnread(reason, backoff, _keys is null ? "nobody is let in" : "those read last stay trusted");
            return _keys;
        }
    }

    private static TimeSpan Backoff(int failures)
    {
        var doubled = BackoffMin * Math.Pow(2, Math.Min(failures, 16));
        return doubled < BackoffMax ? doubled : BackoffMax;
    }

    [LoggerMessage(
        1,
        LogLevel.Warning,
        "The keys that tokens are checked with cannot be read: {Reason}. Tried again in {Backoff}; {Meanwhile}.")]
    private partial void LogUnread(string reason, TimeSpan backoff, string meanwhile);
}
