using System.Diagnostics;
using System.Text.Json;

namespace MarketGateway.Bench.Processes;

/// <summary>
/// A process that the benchmark started: pinned, its output kept for when something goes wrong, and ended with the
/// benchmark. One that plays a role of the benchmark itself is asked things over its standard input and output.
/// </summary>
internal sealed class BenchProcess : IAsyncDisposable
{
    /// <summary>Stands before an answer; other lines of a child are its log.</summary>
    public const char AnswerMark = '@';

    private const int LogLinesMax = 60;

    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly Queue<string> _log = new();
    private readonly System.Threading.Channels.Channel<string> _answers =
        System.Threading.Channels.Channel.CreateUnbounded<string>();

    private BenchProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => OnLine(line.Data);
        process.ErrorDataReceived += (_, line) => OnLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Gets the last lines that it wrote.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return string.Join('\n', _log);
            }
        }
    }

    /// <summary>Starts another program.</summary>
    public static BenchProcess Start(
        bool isServer, string file, IEnumerable<string> args, IReadOnlyDictionary<string, string>? environment = null)
    {
        var info = new ProcessStartInfo(file, args)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            info.Environment[name] = value;
        }

        return new BenchProcess(Cores.RunOn(isServer, () => Process.Start(info)!));
    }

    /// <summary>Starts this program in a role, with its settings as the first thing it is told.</summary>
    public static BenchProcess StartRole(
        string role, bool isServer, object settings, IReadOnlyDictionary<string, string>? environment = null)
    {
        var child = Start(isServer, Environment.ProcessPath!, [Role.Argument, role], environment);
        child._process.StandardInput.WriteLine(JsonSerializer.Serialize(settings, BenchJson.Line));
        return child;
    }

    /// <summary>Tells a role something and waits for its answer.</summary>
    public async Task<T> AskAsync<T>(string command, object? argument = null)
    {
        var line = JsonSerializer.Serialize(new RoleCommand(command, argument), BenchJson.Line);
        await _process.StandardInput.WriteLineAsync(line);
        return await ReadAnswerAsync<T>();
    }

    public Task AskAsync(string command, object? argument = null) => AskAsync<JsonElement>(command, argument);

    /// <summary>Waits for what a role says by itself when it has started.</summary>
    public async Task<T> ReadAnswerAsync<T>()
    {
        using var patience = new CancellationTokenSource(AnswerPatience, TimeProvider.System);
        try
        {
            var answer = await _answers.Reader.ReadAsync(patience.Token);
            return JsonSerializer.Deserialize<T>(answer, BenchJson.Line)!;
        }
        catch (Exception silent) when (silent is OperationCanceledException
            or System.Threading.Channels.ChannelClosedException)
        {
            throw new BenchException($"process {Id} does not answer; it wrote:\n{Log}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        // A role ends when its input does; another program is asked as an operator would ask it.
        _process.StandardInput.Close();
        if (!_process.HasExited)
        {
            Signals.Terminate(_process.Id);
        }

        using var patience = new CancellationTokenSource(EndPatience, TimeProvider.System);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private void OnLine(string? line)
    {
        if (line is null)
        {
            if (_process.HasExited)
            {
                _answers.Writer.TryComplete();
            }

            return;
        }

        if (line.StartsWith(AnswerMark))
        {
            _answers.Writer.TryWrite(line[1..]);
            return;
        }

        lock (_log)
        {
            _log.Enqueue(line);
            if (_log.Count > LogLinesMax)
            {
                _log.Dequeue();
            }
        }
    }
}
