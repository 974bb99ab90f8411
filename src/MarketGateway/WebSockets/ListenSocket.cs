using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace MarketGateway.WebSockets;

/// <summary>Makes the listening socket, whose options the accepted sockets inherit.</summary>
internal static class ListenSocket
{
    /// <summary>TCP_NOTSENT_LOWAT of Linux; .NET has no name for it.</summary>
    private const int TcpNotSentLowWaterMark = 25;

    public static Socket Create(EndPoint endPoint, int unsentBytesMax)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        if (unsentBytesMax > 0 && OperatingSystem.IsLinux() && endPoint is IPEndPoint)
        {
            socket.SetRawSocketOption(
                (int)ProtocolType.Tcp, TcpNotSentLowWaterMark, BitConverter.GetBytes(unsentBytesMax));
        }

        return socket;
    }
}
