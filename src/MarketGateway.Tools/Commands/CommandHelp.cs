using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace MarketGateway.Tools.Commands;

/// <summary>Adds examples and exit codes to the help of commands.</summary>
public static class CommandHelp
{
    /// <summary>Makes <c>--help</c> end with the examples of the command it is asked of.</summary>
    public static void Install(RootCommand root)
    {
        foreach (var option in root.Options)
        {
            if (option is HelpOption { Action: HelpAction help })
            {
                option.Action = new HelpWithExamples(help);
            }
        }
    }

    /// <summary>Names a command as it is typed: with its parents.</summary>
    public static string PathOf(Command command) =>
        command is RootCommand ? "mgw"
            : $"{command.Parents.OfType<Command>().Select(PathOf).FirstOrDefault("mgw")} {command.Name}";

    private sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var exitCode = help.Invoke(parseResult);
            if (parseResult.CommandResult.Command is IDocumentedCommand command)
            {
                var output = parseResult.InvocationConfiguration.Output;
                output.WriteLine("Examples:");
                foreach (var example in command.Examples)
                {
                    output.WriteLine($"  {example}");
                }

                output.WriteLine();
                output.WriteLine("Exit codes:");
                output.WriteLine($"  {command.ExitCodes}");
            }

            return exitCode;
        }
    }
}
