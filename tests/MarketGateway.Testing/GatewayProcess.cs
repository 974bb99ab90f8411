using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MarketGateway.Testing;

/// <summary>The gateway as a process of its own: for what only a process has, signals and an exit code.</summary>
public sealed class GatewayProcess : IAsyncDisposable
{
    /// <summary>The line of the banner that names the stream.</summary>
    private static readonly Regex StreamLine = new(@"\bws(://[^/\s]+)/v1/stream\b");

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = [];
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private GatewayProcess(Process process) => _process = process;

    /// <summary>Gets http://host:port.</summary>
    public Uri Address => _address.Task.Result;

    /// <summary>Gets the address of the stream.</summary>
    public Uri StreamAddress => new UriBuilder(Address) { Scheme = "ws", Path = "/v1/stream" }.Uri;

    /// <summary>Gets all that it wrote, to both of its outputs.</summary>
    public string Output => string.Join('\n', _output);

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Starts the embedded demo on a free port, and waits until it listens.</summary>
    public static Task<GatewayProcess> StartAsync(params string[] settings) => WhenListening(Launch(settings));

    /// <summary>The same, under a limit of open files.</summary>
    public static Task<GatewayProcess> StartWithFilesAsync(int files, params string[] settings) => WhenListening(Launch(
        new ProcessStartInfo("sh"), ["-c", $"ulimit -n {files} && exec dotnet \"$@\"", "sh", .. ArgumentsOf(settings)]));

    private static async Task<GatewayProcess> WhenListening(GatewayProcess gateway)
    {
        try
        {
            await gateway._address.Task.WaitAsync(3 * Eventually.Patience, TimeProvider.System);
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it, and waits for nothing; later settings win over those of the demo.</summary>
    public static GatewayProcess Launch(params string[] settings) =>
        Launch(new ProcessStartInfo("dotnet"), ArgumentsOf(settings));

    private static string[] ArgumentsOf(string[] settings) =>
        [Path.Combine(AppContext.BaseDirectory, "MarketGateway.dll"), "--Urls", "http://127.0.0.1:0", .. settings];

    private static GatewayProcess Launch(ProcessStartInfo start, string[] arguments)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        arguments.ToList().ForEach(start.ArgumentList.Add);
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var gateway = new GatewayProcess(process);
        process.OutputDataReceived += (_, line) => gateway.Read(line.Data);
        process.ErrorDataReceived += (_, line) => gateway.Read(line.Data);
        process.Exited += (_, _) => gateway._address.TrySetException(
            new InvalidOperationException($"the gateway ended before it listened: {gateway.Output}"));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return gateway;
    }

    /// <summary>Sends a signal by its name: TERM, INT.</summary>
    public async Task SignalAsync(string name)
    {
        var pid = _process.Id.ToString(CultureInfo.InvariantCulture);
        using var kill = Process.Start("kill", [$"-{name}", pid]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for the end, and says which exit code it had.</summary>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(3 * Eventually.Patience, TimeProvider.System);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        _output.Enqueue(line);
        if (StreamLine.Match(line) is { Success: true } stream)
        {
            _address.TrySetResult(new Uri($"http{stream.Groups[1].Value}"));
        }
    }
}
