namespace MarketGateway.Client;

/// <summary>
/// The last cancels and corrections of one stream, and how many there were. Owned by its <see cref="ClientTrades"/>,
/// under whose gate it is used.
/// </summary>
internal sealed class AmendmentTally
{
    private const int LengthMax = 100;

    private readonly Queue<TradeAmendment> _last = new();

    public long Cancels { get; private set; }

    public long Corrections { get; private set; }

    public void Add(TradeAmendment amendment)
    {
        if (_last.Count == LengthMax)
        {
            _last.Dequeue();
        }

        _last.Enqueue(amendment);
        Cancels += amendment.IsCancel ? 1 : 0;
        Corrections += amendment.IsCancel ? 0 : 1;
    }

    /// <summary>The last ones with a greater version, oldest first; null: all.</summary>
    public List<TradeAmendment> After(long? version) =>
        [.. _last.Where(amendment => version is null || amendment.Version > version)];

    /// <summary>Forgets them: the versions of another epoch compare with none to come.</summary>
    public void Clear() => _last.Clear();
}
