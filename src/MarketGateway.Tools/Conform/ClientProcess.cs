using System.Diagnostics;
using System.Text.Json.Nodes;

namespace MarketGateway.Tools.Conform;

/// <summary>The client that is tried: a process that is asked by lines (schemas/wire/conformance.md).</summary>
internal sealed class ClientProcess : IDisposable
{
    private readonly Process _process;
    private readonly TimeSpan _patience;

    private ClientProcess(Process process, TimeSpan patience)
    {
        _process = process;
        _patience = patience;
    }

    /// <summary>Starts it.</summary>
    /// <exception cref="CommandException">It cannot be started.</exception>
    public static ClientProcess Start(string command, TimeSpan patience)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"exec {command}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return new ClientProcess(
            Process.Start(start) ?? throw new CommandException($"'{command}' cannot be started."), patience);
    }

    /// <summary>Asks one line, and reads the one that answers it.</summary>
    /// <exception cref="SceneException">It has ended, or did not answer in time, or says that it cannot.</exception>
    public async Task<JsonObject> AskAsync(JsonObject command)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(command.ToJsonString());
            await _process.StandardInput.FlushAsync();
            var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(_patience)
                ?? throw new SceneException("the client's process has ended");
            var answer = JsonNode.Parse(line)!.AsObject();
            return answer["error"] is { } error
                ? throw new SceneException($"the client answered {command["do"]}: {error}") : answer;
        }
        catch (TimeoutException)
        {
            throw new SceneException($"the client did not answer '{command["do"]}' within {_patience.TotalSeconds} s");
        }
        catch (Exception broken) when (broken is IOException or System.Text.Json.JsonException)
        {
            throw new SceneException($"the client's process does not keep to the lines: {broken.Message}");
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
