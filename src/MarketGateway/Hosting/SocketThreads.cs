using MarketGateway.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace MarketGateway.Hosting;

/// <summary>
/// Has what clients send read on the few threads that wait for all sockets. An acknowledgement, of which each client sends
/// several a second, then wakes one thread and not three: by the benchmark that is half of what it costs.
/// </summary>
/// <remarks>
/// These threads serve everybody, so nobody may keep one: a request is carried out on the pool, and so is whatever comes
/// faster than anybody needs (<see cref="FairReader"/>).
/// </remarks>
internal static class SocketThreads
{
    /// <summary>The runtime's own switch; there is no other.</summary>
    private const string Switch = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>To be called before the first socket is opened; what the operator has set stays.</summary>
    public static void Prepare()
    {
        if (Environment.GetEnvironmentVariable(Switch) is null)
        {
            Environment.SetEnvironmentVariable(Switch, "1");
        }
    }

    public static void Use(SocketTransportOptions sockets) => sockets.UnsafePreferInlineScheduling = true;

    /// <summary>Keeps one connection from keeping the thread that others wait for.</summary>
    public static void KeepFair(ConnectionContext connection)
    {
        var fair = new FairTransport(connection.Transport);
        connection.Transport = fair;
        connection.Features.Set<IFrameSource>(fair.Reader);
    }

    /// <summary>Has requests carried out on the pool.</summary>
    public static void UseSocketThreads(this IApplicationBuilder gateway) => gateway.Use(async (context, next) =>
    {
        await Task.Yield();
        await next(context).ConfigureAwait(false);
    });
}
