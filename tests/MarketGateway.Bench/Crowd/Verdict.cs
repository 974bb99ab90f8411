namespace MarketGateway.Bench.Crowd;

/// <summary>Whether what the clients received was right. A run that was not is no result.</summary>
/// <param name="Problems">What was wrong; empty when all was right.</param>
/// <param name="Proven">What was proven, in words.</param>
internal sealed record Verdict(IReadOnlyList<string> Problems, string Proven)
{
    public bool IsRight => Problems.Count == 0;
}
