using System.Net.Sockets;
using System.Text;

namespace MarketGateway.Testing;

/// <summary>
/// Finds out within a second whether a Docker engine answers here; a client on the path says nothing of that.
/// </summary>
internal static class DockerEngine
{
    private const string DefaultSocket = "/var/run/docker.sock";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static async Task<bool> AnswersAsync()
    {
        string address = Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } host
            ? host : $"unix://{DefaultSocket}";
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? engine)
            || (engine.Scheme == "unix" && !File.Exists(engine.AbsolutePath)))
        {
            return false;
        }

        using var patience = new CancellationTokenSource(Patience);
        try
        {
            using Socket socket = await ConnectAsync(engine, patience.Token);
            byte[] question = Encoding.ASCII.GetBytes("GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n");
            await socket.SendAsync(question, SocketFlags.None, patience.Token);
            var answer = new byte[64];
            int length = await socket.ReceiveAsync(answer, SocketFlags.None, patience.Token);
            return Encoding.ASCII.GetString(answer, 0, length).Contains(" 200 ", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task<Socket> ConnectAsync(Uri engine, CancellationToken cancellation)
    {
        bool isFile = engine.Scheme == "unix";
        var socket = isFile
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (isFile)
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(engine.AbsolutePath), cancellation);
            }
            else
            {
                await socket.ConnectAsync(engine.Host, engine.Port < 0 ? 2375 : engine.Port, cancellation);
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
