using System.Diagnostics.CodeAnalysis;

namespace MarketGateway.Client;

/// <summary>
/// States that were asked for once and have not come yet, by stream number; the same number may be asked for several
/// times. Owned by the receive loop.
/// </summary>
internal sealed class OneOffs
{
    private readonly Dictionary<long, Queue<(ClientStream Stream, MarketSubscription Once)>> _due = [];

    public void Add(long number, ClientStream stream, MarketSubscription once)
    {
        if (!_due.TryGetValue(number, out var queue))
        {
            _due.Add(number, queue = new());
        }

        queue.Enqueue((stream, once));
    }

    /// <summary>Gives a message to the one who waits for it; false when nobody does.</summary>
    public bool TryApply(DataMessage message)
    {
        if (!TryTake(message.Stream, out var stream, out var once))
        {
            return false;
        }

        if (stream.Apply(message) is var verdict and not ApplyVerdict.Applied)
        {
            stream.Desync(verdict.ToString());
        }

        once.PartAnswered();
        return true;
    }

    /// <summary>The same with a message that cannot be read.</summary>
    public bool TryRefuse(DataMessage message)
    {
        if (!TryTake(message.Stream, out var stream, out var once))
        {
            return false;
        }

        stream.Refuse();
        stream.Desync(nameof(ApplyVerdict.Unreadable));
        once.Add(new SymbolError(stream.Symbol, "unreadable", message.Problem));
        once.PartAnswered();
        return true;
    }

    public void Refuse(MarketRequestException error)
    {
        foreach (var (_, once) in _due.Values.SelectMany(static queue => queue))
        {
            once.Refuse(error);
        }

        _due.Clear();
    }

    private bool TryTake(
        long number, [NotNullWhen(true)] out ClientStream? stream, [NotNullWhen(true)] out MarketSubscription? once)
    {
        (stream, once) = (null, null);
        if (!_due.TryGetValue(number, out var queue))
        {
            return false;
        }

        (stream, once) = queue.Dequeue();
        if (queue.Count == 0)
        {
            _due.Remove(number);
        }

        return true;
    }
}
