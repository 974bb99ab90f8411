namespace MarketGateway.Client;

/// <summary>
/// Streams of earlier sessions whose symbols the gateway of this one does not know. It may just have started and not have
/// read of them yet, so those that were named are asked for again. Patterns find theirs by themselves. Owned by the
/// receive loop of the <see cref="Session"/>.
/// </summary>
internal sealed class AbsentStreams(ISessionOwner owner, TimeProvider time)
{
    /// <summary>After so many attempts (31 s) a stream is over; its symbol is asked for all the same, in case it comes back.</summary>
    private const int PatientAttempts = 5;

    private static readonly TimeSpan WaitMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(30);

    private readonly Dictionary<ClientStream, MarketSubscription> _absent = [];
    private int _attempts;
    private DateTimeOffset _dueAt;

    public void Add(ClientStream stream, MarketSubscription subscription)
    {
        if (_attempts < PatientAttempts)
        {
            stream.Desync("unknown_symbol");
            owner.OnStatus(stream);
        }
        else if (stream.State != StreamState.Ended)
        {
            stream.End("unknown_symbol");
            owner.OnStatus(stream);
        }

        if (_absent.Count == 0)
        {
            _dueAt = time.GetUtcNow() + Min(WaitMin * Math.Pow(2, _attempts), WaitMax);
        }

        _absent[stream] = subscription;
    }

    /// <summary>Takes what is to be asked for again now, by subscription; called after every flush, heartbeats too.</summary>
    public IReadOnlyList<(MarketSubscription Subscription, string[] Symbols)> TakeDue()
    {
        if (_absent.Count == 0 || time.GetUtcNow() < _dueAt)
        {
            return [];
        }

        _attempts++;
        var absent = _absent.Where(static pair => pair.Key.Number == 0 && !pair.Value.IsEnded).ToArray();
        _absent.Clear();
        foreach (var (stream, subscription) in absent)
        {
            // An answer puts back those that are named; the others only wait.
            if (!subscription.Symbols.Contains(stream.Symbol))
            {
                Add(stream, subscription);
            }
        }

        return
        [
            .. absent.Where(static pair => pair.Value.Symbols.Contains(pair.Key.Symbol))
                .GroupBy(static pair => pair.Value, static pair => pair.Key.Symbol)
                .Select(static named => (named.Key, named.ToArray()))
        ];
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
