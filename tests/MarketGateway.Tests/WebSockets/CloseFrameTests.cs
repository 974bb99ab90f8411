using System.Net.WebSockets;
using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;
using MarketGateway.WebSockets;

namespace MarketGateway.Tests.WebSockets;

/// <summary>A close frame is the last one of a connection, whoever wrote it and whatever was about to be sent.</summary>
public sealed class CloseFrameTests
{
    private static readonly byte[] Data = [0x82, 1, 7];
    private static readonly byte[] Pong = [0x8A, 0];
    private static readonly byte[] Close = [0x88, 2, 0x03, 0xE8];

    [Fact]
    public async Task After_a_close_frame_nothing_is_written_any_more()
    {
        using var connection = new MemoryStream();
        await using var frames = new FrameStream(connection, socket: null);

        await frames.WriteAsync(Data);
        await frames.WriteAsync(Pong);
        await frames.WriteAsync(Close);
        await frames.WriteAsync(Data);
        await frames.WriteAsync(Close);

        Assert.Equal([.. Data, .. Pong, .. Close], connection.ToArray());
    }

    [Fact]
    public async Task What_waits_behind_a_close_frame_is_not_written_and_does_not_wait_for_ever()
    {
        using var connection = new SlowStream();
        await using var frames = new FrameStream(connection, socket: null);
        var first = frames.WriteAsync(Data).AsTask();
        var close = frames.WriteAsync(Close).AsTask();
        var last = frames.WriteAsync(Data).AsTask();
        Assert.False(first.IsCompleted);

        connection.Take();
        await Task.WhenAll(first, close, last).WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System);

        Assert.Equal([.. Data, .. Close], connection.ToArray());
    }

    [Fact]
    public async Task A_flush_that_comes_while_the_session_closes_is_not_sent()
    {
        using var socket = new RecordingSocket();
        var transport = new WebSocketTransport(
            socket, frames: null, WireFormat.MessagePack, new StreamOptions(), new SessionOptions(), TimeProvider.System);
        var flush = new FlushBuffer();
        flush.Append([1, 2, 3]);

        await transport.SendAsync(flush);
        transport.Close(SessionEndReason.GoingAway, "bye");
        await transport.SendAsync(flush);

        Assert.Equal(["data", "close"], socket.Sent);
    }

    /// <summary>A connection whose peer reads nothing until the test says so.</summary>
    private sealed class SlowStream : MemoryStream
    {
        private readonly TaskCompletionSource _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Take() => _taken.SetResult();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await _taken.Task;
            Write(buffer.Span);
        }
    }

    /// <summary>A WebSocket that only notes what is sent, whatever its state.</summary>
    private sealed class RecordingSocket : WebSocket
    {
        public List<string> Sent { get; } = [];

        public override WebSocketCloseStatus? CloseStatus => null;

        public override string? CloseStatusDescription => null;

        public override WebSocketState State => WebSocketState.Open;

        public override string? SubProtocol => null;

        public override void Abort()
        {
        }

        public override Task CloseAsync(
            WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public override Task CloseOutputAsync(
            WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
        {
            Sent.Add("close");
            return Task.CompletedTask;
        }

        public override void Dispose()
        {
        }

        public override Task<WebSocketReceiveResult> ReceiveAsync(
            ArraySegment<byte> buffer, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override Task SendAsync(
            ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
        {
            Sent.Add("data");
            return Task.CompletedTask;
        }
    }
}
