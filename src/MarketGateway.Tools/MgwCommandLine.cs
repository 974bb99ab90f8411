using System.CommandLine;
using System.CommandLine.Invocation;
using Confluent.Kafka;
using MarketGateway.Tools.Commands;
using MarketGateway.Tools.Load;
using MarketGateway.Tools.Watch;

namespace MarketGateway.Tools;

/// <summary>The command line of <c>mgw</c>: its commands, and what becomes of a mistake.</summary>
public static class MgwCommandLine
{
    /// <summary>All went well, or was ended by Ctrl+C.</summary>
    public const int Succeeded = 0;

    /// <summary>A wrong option, a bad file or row, or a cluster that cannot be reached.</summary>
    public const int Failed = 1;

    /// <summary>Makes the command line. Every command of the tool is listed here, and nowhere else.</summary>
    public static RootCommand Create() => new(
        "Tools for MarketGateway: market data into Kafka, and out of the gateway.")
    {
        SimulateCommand.Create(),
        ReplayCommand.Create(),
        WatchCommand.Create(),
        LoadCommand.Create(),
    };

    /// <summary>Runs a command. A mistake is one sentence on <paramref name="error"/>, never a stack trace.</summary>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> args,
        TextWriter output,
        TextWriter error,
        CancellationToken cancellation = default)
    {
        var root = Create();
        CommandHelp.Install(root);
        var parsed = root.Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            await error.WriteLineAsync($"mgw: {Sentence(FirstMistake(parsed))}");
            await error.WriteLineAsync($"Try: {CommandHelp.PathOf(parsed.CommandResult.Command)} --help");
            return Failed;
        }

        var invocation = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,

            // After Ctrl+C a producer flushes for up to 10 seconds; only then is the process ended by force.
            ProcessTerminationTimeout = TimeSpan.FromSeconds(15),
        };
        try
        {
            return await parsed.InvokeAsync(invocation, cancellation);
        }
        catch (OperationCanceledException)
        {
            return Succeeded;
        }
        catch (Exception mistake) when (Explain(mistake) is { } sentence)
        {
            await error.WriteLineAsync($"mgw: {sentence}");
            return Failed;
        }
    }

    /// <summary>Names the word that is not understood, if any: that a command is missing only follows from it.</summary>
    private static string FirstMistake(ParseResult parsed) => parsed.UnmatchedTokens.Count > 0
        ? $"'{parsed.UnmatchedTokens[0]}' is not a command or option of "
            + CommandHelp.PathOf(parsed.CommandResult.Command)
        : parsed.Errors[0].Message;

    /// <summary>Says what a user can do about an exception; null for a defect of ours, which shows its trace.</summary>
    private static string? Explain(Exception mistake) => mistake switch
    {
        CommandException => mistake.Message,
        KafkaException kafka => $"Kafka: {Sentence(kafka.Error.Reason)}",
        IOException or UnauthorizedAccessException => Sentence(mistake.Message),
        _ => null,
    };

    private static string Sentence(string message)
    {
        var line = message.ReplaceLineEndings(" ").Trim();
        return line.EndsWith('.') ? line : line + ".";
    }
}
