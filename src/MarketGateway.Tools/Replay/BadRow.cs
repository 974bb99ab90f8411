namespace MarketGateway.Tools.Replay;

/// <summary>A row of a file that was skipped, and why.</summary>
/// <param name="File">The path as it was given.</param>
/// <param name="Line">The line in the file; the header is line 1.</param>
/// <param name="Problem">What is wrong, and what would be right.</param>
public readonly record struct BadRow(string File, long Line, string Problem)
{
    public override string ToString() => $"{File}:{Line}: {Problem}";
}
