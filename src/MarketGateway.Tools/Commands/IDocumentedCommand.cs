namespace MarketGateway.Tools.Commands;

/// <summary>What the help of a command says beyond its options.</summary>
public interface IDocumentedCommand
{
    /// <summary>Gets command lines that work as they are, with <c>mgw</c> in front.</summary>
    IReadOnlyList<string> Examples { get; }

    /// <summary>Gets what the exit codes mean, in one line.</summary>
    string ExitCodes { get; }
}
