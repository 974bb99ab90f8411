namespace MarketGateway.Bench.Report;

/// <summary>What a scenario is to reach, and what it reached.</summary>
internal sealed record Target(string Sentence, double Value, double Limit, bool IsAtMost = true)
{
    public bool IsReached => IsAtMost ? Value <= Limit : Value >= Limit;
}
