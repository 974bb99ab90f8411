using System.CommandLine;

namespace MarketGateway.Tools.Commands;

/// <summary><c>mgw topics</c>: makes the three topics, or judges them.</summary>
internal sealed class TopicsCommand : Command, IDocumentedCommand
{
    private TopicsCommand()
        : base("topics", "Make the three topics as the gateway needs them, or judge those of a cluster.")
    {
        Add(new TopicsCreateCommand());
        Add(new TopicsCheckCommand());
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "mgw topics check --bootstrap-servers localhost:9092",
        "mgw topics create --bootstrap-servers localhost:9092 --partitions 12 --retention 2h",
    ];

    public string ExitCodes => "those of create and check";

    public static Command Create() => new TopicsCommand();
}
