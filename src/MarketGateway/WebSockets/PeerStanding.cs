using System.Buffers.Binary;
using System.Net.Sockets;

namespace MarketGateway.WebSockets;

/// <summary>How the machine at the other end of a connection is doing, as our kernel sees it.</summary>
/// <param name="QueuedBytes">How many bytes it has not acknowledged, those that wait to be sent among them.</param>
/// <param name="SilentFor">How long ago its kernel acknowledged anything last, a probe of a full buffer among that.</param>
internal readonly record struct PeerStanding(long QueuedBytes, TimeSpan SilentFor)
{
    private const int TcpLevel = 6;

    // TCP_INFO of Linux, and where in its answer what stands (struct tcp_info, which only grows at its end).
    private const int TcpInfo = 11;
    private const int LastAckReceivedAt = 56;
    private const int BytesAcknowledgedAt = 120;
    private const int NotSentBytesAt = 144;
    private const int BytesSentAt = 200;
    private const int BytesSentAgainAt = 208;
    private const int Length = 216;

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

            // One acknowledged byte is that of the connection's beginning.
            var inFlight = Long(answer, BytesSentAt) - Long(answer, BytesSentAgainAt) - Long(answer, BytesAcknowledgedAt) + 1;
            return new PeerStanding(
                Math.Max(0, inFlight) + BinaryPrimitives.ReadUInt32LittleEndian(answer[NotSentBytesAt..]),
                TimeSpan.FromMilliseconds(BinaryPrimitives.ReadUInt32LittleEndian(answer[LastAckReceivedAt..])));
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }

    private static long Long(ReadOnlySpan<byte> answer, int at) => BinaryPrimitives.ReadInt64LittleEndian(answer[at..]);
}
