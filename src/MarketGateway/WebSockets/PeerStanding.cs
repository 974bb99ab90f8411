using System.Buffers.Binary;
using System.Net.Sockets;

namespace MarketGateway.WebSockets;

/// <summary>How the machine at the other end of a connection is doing, as our kernel sees it.</summary>
/// <param name="Unacknowledged">How many segments it has not acknowledged; those that wait to be sent count as one.</param>
/// <param name="SilentFor">How long ago its kernel acknowledged anything last, a probe of a full buffer among that.</param>
internal readonly record struct PeerStanding(long Unacknowledged, TimeSpan SilentFor)
{
    private const int TcpLevel = 6;

    // TCP_INFO of Linux, and where in its answer what stands (struct tcp_info, which only grows at its end).
    private const int TcpInfo = 11;
    private const int UnackedAt = 24;
    private const int LastAckReceivedAt = 56;
    private const int NotSentBytesAt = 144;
    private const int Length = 148;

    /// <summary>Asks the kernel; null where it is not Linux, or the socket is closed.</summary>
    public static PeerStanding? Ask(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            Span<byte> answer = stackalloc byte[Length];
            if (socket.GetRawSocketOption(TcpLevel, TcpInfo, answer) < Length)
            {
                return null;
            }

            var waiting = BinaryPrimitives.ReadUInt32LittleEndian(answer[NotSentBytesAt..]) > 0 ? 1 : 0;
            return new PeerStanding(
                BinaryPrimitives.ReadUInt32LittleEndian(answer[UnackedAt..]) + waiting,
                TimeSpan.FromMilliseconds(BinaryPrimitives.ReadUInt32LittleEndian(answer[LastAckReceivedAt..])));
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }
}
