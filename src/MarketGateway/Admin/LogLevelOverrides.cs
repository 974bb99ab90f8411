namespace MarketGateway.Admin;

/// <summary>
/// Levels of the log that operators set while the gateway runs: settings that outweigh all others, and end by themselves,
/// so that none is forgotten at night. May be used by any thread.
/// </summary>
internal sealed class LogLevelOverrides : ConfigurationProvider, IConfigurationSource, IDisposable
{
    private const string Prefix = "Logging:LogLevel:";

    /// <summary>What operators do is written down, whatever the levels are.</summary>
    private const string OfOperators = "MarketGateway.Admin";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);

    public LogLevelOverrides() => Data[Prefix + OfOperators] = nameof(LogLevel.Information);

    /// <summary>Gets those that hold now.</summary>
    public IReadOnlyList<LogLevelRow> Current
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries.Select(static entry =>
                    new LogLevelRow(entry.Key, entry.Value.Level.ToString(), entry.Value.Until))];
            }
        }
    }

    /// <summary>Says whether the level of a category can be set.</summary>
    public static bool CanSet(string category) => !category.StartsWith(OfOperators, StringComparison.OrdinalIgnoreCase);

    /// <summary>Sets the level of a category and of those below it, for some time.</summary>
    public void Set(string category, LogLevel level, TimeSpan duration, TimeProvider time)
    {
        lock (_gate)
        {
            RemoveNeedsGate(category);
            var timer = time.CreateTimer(_ => Remove(category), null, duration, Timeout.InfiniteTimeSpan);
            _entries.Add(category, new Entry(level, time.GetUtcNow() + duration, timer));
            Data[Prefix + category] = level.ToString();
        }

        OnReload();
    }

    /// <summary>Lets the level of the settings hold again; false when it did.</summary>
    public bool Remove(string category)
    {
        lock (_gate)
        {
            if (!RemoveNeedsGate(category))
            {
                return false;
            }
        }

        OnReload();
        return true;
    }

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var entry in _entries.Values)
            {
                entry.Timer.Dispose();
            }
        }
    }

    private bool RemoveNeedsGate(string category)
    {
        if (!_entries.Remove(category, out var held))
        {
            return false;
        }

        held.Timer.Dispose();
        Data.Remove(Prefix + category);
        return true;
    }

    private sealed record Entry(LogLevel Level, DateTimeOffset Until, ITimer Timer);
}
