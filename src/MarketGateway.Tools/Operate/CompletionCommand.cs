using System.CommandLine;
using MarketGateway.Tools.Commands;

namespace MarketGateway.Tools.Operate;

/// <summary><c>mgw completion</c>: what a shell needs to complete commands, options and their values.</summary>
internal sealed class CompletionCommand : Command, IDocumentedCommand
{
    private const string Bash = """
        _mgw() {
          local IFS=$'\n'
          COMPREPLY=($(compgen -W "$(mgw "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _mgw mgw
        """;

    private const string Zsh = """
        #compdef mgw
        _mgw() {
          compadd -- ${(f)"$(mgw "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)"}
        }
        compdef _mgw mgw
        """;

    private const string Fish = """
        complete -f -c mgw -a '(mgw "[suggest:"(commandline -C)"]" (commandline -cp) 2>/dev/null)'
        """;

    private readonly Argument<string> _shell = new Argument<string>("SHELL")
    {
        Description = "Which shell.",
    }.AcceptOnlyFromAmong("bash", "zsh", "fish");

    private CompletionCommand()
        : base("completion", "Print a script that lets a shell complete commands, options and values.")
    {
        Add(_shell);
        SetAction(Run);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "eval \"$(mgw completion bash)\"",
        "mgw completion zsh > \"${fpath[1]}/_mgw\"",
        "mgw completion fish > ~/.config/fish/completions/mgw.fish",
    ];

    public string ExitCodes => "0 printed; 1 no such shell";

    public static Command Create() => new CompletionCommand();

    private int Run(ParseResult parsed)
    {
        parsed.InvocationConfiguration.Output.WriteLine(
            parsed.GetRequiredValue(_shell) switch { "bash" => Bash, "zsh" => Zsh, _ => Fish });
        return MgwCommandLine.Succeeded;
    }
}
