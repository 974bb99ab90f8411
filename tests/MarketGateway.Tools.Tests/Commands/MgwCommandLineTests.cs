using System.Text.RegularExpressions;
using MarketGateway.Tools.Tests.Replay;

namespace MarketGateway.Tools.Tests.Commands;

public sealed partial class MgwCommandLineTests : IDisposable
{
    private const string Unreachable = "127.0.0.1:1";

    private readonly TemporaryFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("simulate", "mgw simulate --bootstrap-servers localhost:9092")]
    [InlineData("replay", "--bootstrap-servers localhost:9092 --speed max")]
    public async Task Help_ends_with_examples_and_exit_codes(string command, string example)
    {
        var (exitCode, output, _) = await RunAsync(command, "--help");

        Assert.Equal(0, exitCode);
        Assert.Contains("Examples:", output, StringComparison.Ordinal);
        Assert.Contains(example, output, StringComparison.Ordinal);
        Assert.Contains("Exit codes:", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_example_of_the_help_is_a_command_line_that_parses()
    {
        var commands = MgwCommandLine.Create().Subcommands;

        Assert.All(commands, command =>
        {
            var documented = Assert.IsAssignableFrom<Tools.Commands.IDocumentedCommand>(command);
            Assert.All(documented.Examples, example =>
                Assert.Empty(MgwCommandLine.Create().Parse(CommandIn().Match(example).Groups[1].Value.TrimEnd()).Errors));
        });
    }

    [Theory]
    [InlineData("simulate -b x:1 --rate 0", "--rate is '0' but must be a whole number from 1 to 200000.")]
    [InlineData("simulate -b x:1 --rate fast", "--rate is 'fast' but must be a whole number from 1 to 200000.")]
    [InlineData("simulate -b x:1 --instruments 50001", "--instruments is '50001' but must be")]
    [InlineData("simulate -b x:1 --property no.value", "--property is 'no.value' but must be NAME=VALUE.")]
    [InlineData("simulate -b x:1 --topic-prefix md/", "--topic-prefix is 'md/' but may only have letters")]
    [InlineData("simulate", "Option '--bootstrap-servers' is required.")]
    [InlineData("replay a.csv -b x:1 --speed 0", "--speed is '0' but must be a number from 0.001 to 1000000, or max.")]
    [InlineData("replay a.csv -b x:1 --speed quick", "--speed is 'quick' but must be")]
    [InlineData("replay a.csv -b x:1 --price-scale 13", "--price-scale is '13' but must be a whole number from 0 to 12")]
    [InlineData("replay a.csv -b x:1 --tick-size 0", "--tick-size is '0' but must be a decimal number above 0")]
    [InlineData("replay no-such-file.csv -b x:1", "no-such-file.csv does not exist.")]
    [InlineData("replay a.csv -b x:1 --sped 5", "'--sped' is not a command or option of mgw replay.")]
    [InlineData("watch ESH6 --depht 5", "'--depht' is not a command or option of mgw watch.")]
    [InlineData("watch ESH6 --duration soon", "--duration is 'soon' but must be a time above 0, such as 500ms")]
    [InlineData("record ESH6 --out book.txt", "--out is 'book.txt' but must end in .csv, .csv.gz, .parquet, .jsonl or .jsonl.gz.")]
    [InlineData("conform --command cat --only no-such", "there is no scene 'no-such', but ")]
    [InlineData("repaly", "'repaly' is not a command or option of mgw.")]
    public async Task A_mistake_is_one_sentence_and_exit_code_1(string commandLine, string sentence)
    {
        var (exitCode, _, error) = await RunAsync(commandLine.Split(' '));

        Assert.Equal(1, exitCode);
        Assert.StartsWith("mgw: " + sentence, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_another_kind_is_refused_by_its_header()
    {
        var path = _files.Write("other.csv", "a,b,c\n1,2,3\n");

        var (exitCode, _, error) = await RunAsync("replay", path, "-b", Unreachable);

        Assert.Equal(1, exitCode);
        Assert.StartsWith($"mgw: {path}:1: the header is not that of a Tardis", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_property_that_librdkafka_does_not_know_is_named()
    {
        var (exitCode, _, error) = await RunAsync("simulate", "-b", Unreachable, "--property", "no.such.thing=1");

        Assert.Equal(1, exitCode);
        Assert.Contains("no.such.thing", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_that_does_not_answer_is_named()
    {
        var (exitCode, _, error) = await RunAsync("simulate", "-b", Unreachable);

        Assert.Equal(1, exitCode);
        Assert.StartsWith($"mgw: no Kafka broker answered at {Unreachable}", error, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await MgwCommandLine.RunAsync(args, output, error);
        return (exitCode, output.ToString(), error.ToString());
    }

    /// <summary>The command of a line for a shell, without what the shell does with its output.</summary>
    [GeneratedRegex(@"mgw ([^>|)]+)")]
    private static partial Regex CommandIn();
}
