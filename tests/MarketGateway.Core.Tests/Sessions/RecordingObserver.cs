using MarketGateway.Core.Delivery;
using MarketGateway.Core.Sessions;

namespace MarketGateway.Core.Tests.Sessions;

/// <summary>Keeps what it is told.</summary>
internal sealed class RecordingObserver : ISessionObserver
{
    private readonly Lock _gate = new();
    private readonly List<FlushTiming> _flushes = [];
    private readonly List<TimeSpan> _unsent = [];

    public IReadOnlyList<FlushTiming> Flushes
    {
        get
        {
            lock (_gate)
            {
                return [.. _flushes];
            }
        }
    }

    public IReadOnlyList<TimeSpan> Unsent
    {
        get
        {
            lock (_gate)
            {
                return [.. _unsent];
            }
        }
    }

    public void OnFlushed(in FlushTiming timing)
    {
        lock (_gate)
        {
            _flushes.Add(timing);
        }
    }

    public void OnUnacknowledged(TimeSpan age)
    {
    }

    public void OnOldestUnsent(TimeSpan age)
    {
        lock (_gate)
        {
            _unsent.Add(age);
        }
    }
}
