using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Confluent.Kafka;
using MarketGateway.Tools.Audit;
using MarketGateway.Tools.Commands;
using MarketGateway.Tools.Conform;
using MarketGateway.Tools.Load;
using MarketGateway.Tools.Map;
using MarketGateway.Tools.Operate;
using MarketGateway.Tools.Record;
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
        TopicsCommand.Create(),
        WatchCommand.Create(),
        LoadCommand.Create(),
        RecordCommand.Create(),
        ConformCommand.Create(),
        ConformClientCommand.Create(),
        MapCommand.Create(),
        TopCommand.Create(),
        SessionsCommand.Create(),
        SymbolsCommand.Create(),
        KickCommand.Create(),
        DrainCommand.Create(),
        AuditCommand.Create(),
        CompletionCommand.Create(),
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
        if (parsed.Action is ParseErrorAction || UnknownOption(parsed) is not null)
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
        catch (IOException pipe) when (IsBrokenPipe(pipe))
        {
            // The program behind the pipe has what it wanted (head, for one): that is no failure.
            return Succeeded;
        }
        catch (Exception mistake) when (Explain(mistake) is { } sentence)
        {
            await error.WriteLineAsync($"mgw: {sentence}");
            return Failed;
        }
    }

    /// <summary>Names the word that is not understood, if any: that a command is missing only follows from it.</summary>
    private static string FirstMistake(ParseResult parsed) =>
        (UnknownOption(parsed) ?? (parsed.UnmatchedTokens is [var first, ..] ? first : null)) is { } unknown
        ? $"'{unknown}' is not a command or option of "
            + CommandHelp.PathOf(parsed.CommandResult.Command)
        : parsed.Errors[0].Message;

    /// <summary>
    /// A word with a dash in front that would be taken for a symbol or a file; what follows a lone <c>--</c> may be one.
    /// </summary>
    private static string? UnknownOption(ParseResult parsed) =>
        parsed.Tokens.Any(static token => token.Type == TokenType.DoubleDash) ? null
            : parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(static argument => argument.Tokens)
                .FirstOrDefault(static token => token.Value is ['-', _, ..])?.Value;

    /// <summary>True when nobody reads what is written any more: EPIPE, and what Windows calls it.</summary>
    internal static bool IsBrokenPipe(IOException problem) =>
        problem.HResult is 32 or unchecked((int)0x8007006D) or unchecked((int)0x800700E8);

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
