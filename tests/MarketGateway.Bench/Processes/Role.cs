using System.Text.Json;

namespace MarketGateway.Bench.Processes;

/// <summary>
/// What a process of the benchmark does for the one that started it: is told its settings, then commands, one line each,
/// and answers each with one line. Ends when its input ends, so that nothing survives a benchmark that was killed.
/// </summary>
internal abstract class Role
{
    /// <summary>The argument that makes this program play a role; the next one names it.</summary>
    public const string Argument = "--role";

    public static async Task<int> RunAsync(Role role)
    {
        var settings = await ReadLineAsync() ?? throw new BenchException("a role without settings");
        Answer(await role.StartAsync(settings));
        while (await ReadLineAsync() is { } line)
        {
            using var command = JsonDocument.Parse(line);
            var argument = command.RootElement.GetProperty("argument");
            Answer(await role.HandleAsync(command.RootElement.GetProperty("command").GetString()!, argument));
        }

        await role.StopAsync();
        return 0;
    }

    /// <summary>Begins; what is returned is the first answer.</summary>
    protected abstract Task<object> StartAsync(string settings);

    protected virtual Task<object> HandleAsync(string command, JsonElement argument) =>
        throw new BenchException($"'{command}' is not a command of this role");

    protected virtual Task StopAsync() => Task.CompletedTask;

    protected static T Read<T>(string settings) => JsonSerializer.Deserialize<T>(settings, BenchJson.Line)!;

    /// <remarks>
    /// On a thread of its own: the console reads synchronously, and a worker of the pool that is blocked for the whole run
    /// makes the others start half a second late now and then, on one core.
    /// </remarks>
    private static Task<string?> ReadLineAsync() => Task.Factory.StartNew(
        Console.In.ReadLine, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void Answer(object answer)
    {
        Console.Out.WriteLine(BenchProcess.AnswerMark + JsonSerializer.Serialize(answer, BenchJson.Line));
        Console.Out.Flush();
    }
}
