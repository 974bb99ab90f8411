namespace MarketGateway.Client;

/// <content>What the market does, beside how good the data is.</content>
public abstract partial class ClientStream
{
    private DateTimeOffset? _phaseSince;

    /// <summary>Gets the market's phase, which stands beside the state: a halted symbol is live when nothing is missing.</summary>
    public MarketPhase Phase { get; private set; }

    /// <summary>Gets since when, by the venue's clock; null: the phase is not known.</summary>
    public DateTimeOffset? PhaseSince
    {
        get
        {
            lock (Gate)
            {
                return _phaseSince;
            }
        }
    }

    internal void ReportPhase(MarketPhase phase, DateTimeOffset? since)
    {
        lock (Gate)
        {
            Phase = phase;
            _phaseSince = since;
        }
    }
}
