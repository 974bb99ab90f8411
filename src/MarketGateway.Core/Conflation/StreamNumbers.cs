namespace MarketGateway.Core.Conflation;

/// <summary>Gives out stream numbers: small, rising, never twice in a process.</summary>
public sealed class StreamNumbers
{
    private int _last;

    public int Next() => Interlocked.Increment(ref _last);
}
