using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace MarketGateway.Testing;

/// <summary>The gateway as a process of its own: for what only a process has, signals and an exit code.</summary>
public sealed class GatewayProcess : IAsyncDisposable
{
    private const string ListeningLine = "MarketGateway listens on ";

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
    public static async Task<GatewayProcess> StartAsync(params string[] settings)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] arguments =
            [Path.Combine(AppContext.BaseDirectory, "MarketGateway.dll"), "--Urls", "http://127.0.0.1:0", .. settings];
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
        await gateway._address.Task.WaitAsync(3 * Eventually.Patience, TimeProvider.System);
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
        var at = line.IndexOf(ListeningLine, StringComparison.Ordinal);
        if (at >= 0)
        {
            _address.TrySetResult(new Uri(line[(at + ListeningLine.Length)..]));
        }
    }
}
