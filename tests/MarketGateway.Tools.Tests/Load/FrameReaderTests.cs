using MarketGateway.Tools.Load;

namespace MarketGateway.Tools.Tests.Load;

/// <summary>Frames of a server as they come out of a socket: whole, in parts, several at once.</summary>
public sealed class FrameReaderTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    public void A_frame_is_found_once_all_of_it_is_there_and_never_before(int length)
    {
        var bytes = ServerFrame(FrameReader.Binary, length);

        for (var part = 0; part < bytes.Length; part += Math.Max(1, bytes.Length / 50))
        {
            Assert.False(FrameReader.TryRead(bytes.AsSpan(0, part), out _, out _));
        }

        Assert.True(FrameReader.TryRead([.. bytes, 1, 2, 3], out var frame, out _));
        Assert.Equal((FrameReader.Binary, true, length, bytes.Length), (frame.OpCode, frame.IsFinal, frame.Length, frame.End));
    }

    [Fact]
    public void How_much_more_is_needed_is_known_from_the_head_on()
    {
        var bytes = ServerFrame(FrameReader.Text, 300);

        Assert.False(FrameReader.TryRead(bytes.AsSpan(0, 4), out _, out var needed));

        Assert.Equal(304, needed);
    }

    [Theory]
    [InlineData(0xc2, 0)]
    [InlineData(0x82, 0x80)]
    public void A_frame_that_no_server_may_send_is_refused(byte first, byte second) =>
        Assert.Throws<LoadException>(() => FrameReader.TryRead([first, second], out _, out _));

    /// <summary>A client's frame without its mask is a server's.</summary>
    private static byte[] ServerFrame(int opCode, int length)
    {
        var frame = FrameWriter.Write(opCode, new byte[length]);
        frame[1] &= 0x7f;
        var key = frame.Length - length - 4;
        return [.. frame[..key], .. frame[(key + 4)..]];
    }
}
