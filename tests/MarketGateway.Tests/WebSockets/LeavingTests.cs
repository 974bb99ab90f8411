using System.Net.WebSockets;
using System.Text;
using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;
using MarketGateway.Testing;
using MarketGateway.WebSockets;

namespace MarketGateway.Tests.WebSockets;

/// <summary>Work ends when its client has left.</summary>
public sealed class LeavingTests
{
    [Fact]
    public async Task A_request_whose_client_leaves_is_carried_out_no_further()
    {
        await using var gateway = await MarketHarness.StartAsync("--Sessions:AnswerBytesMax", "4096");
        using var gone = new CancellationTokenSource();
        var names = string.Join(',', Enumerable.Range(0, 1_000).Select(number => $"\"NOBODY{number}\""));
        using var socket = new SilentSocket($$"""{"op":"subscribe","channel":"quote","symbols":[{{names}}]}""");
        var transport = new WebSocketTransport(
            socket, frames: null, WireFormat.Json, new StreamOptions(), new SessionOptions(), TimeProvider.System)
        {
            Gone = gone.Token,
        };
        var session = gateway.Hub.Open(transport, WireFormat.Json, SessionAdmission.Of(SessionRights.Anonymous));
        var running = transport.RunAsync(session);
        await socket.WhenRead.WaitAsync(Eventually.Patience, TimeProvider.System);

        // Its answer waits for room, as the client reads nothing.
        Assert.False(session.IsEnded);
        await gone.CancelAsync();
        await running.WaitAsync(Eventually.Patience, TimeProvider.System);

        Assert.Equal(SessionEndReason.PeerLost, session.EndReason);
    }

    /// <summary>A WebSocket that sends one message, and whose peer takes nothing.</summary>
    private sealed class SilentSocket(string message) : WebSocket
    {
        private readonly TaskCompletionSource _read = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private ReadOnlyMemory<byte> _rest = Encoding.UTF8.GetBytes(message);

        public Task WhenRead => _read.Task;

        public override WebSocketCloseStatus? CloseStatus => null;

        public override string? CloseStatusDescription => null;

        public override WebSocketState State => WebSocketState.Open;

        public override string? SubProtocol => null;

        public override void Abort() => _aborted.TrySetResult();

        public override Task CloseAsync(
            WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public override Task CloseOutputAsync(
            WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Dispose()
        {
        }

        public override Task<WebSocketReceiveResult> ReceiveAsync(
            ArraySegment<byte> buffer, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(
            Memory<byte> buffer, CancellationToken cancellationToken)
        {
            if (_rest.IsEmpty)
            {
                await _aborted.Task;
                throw new WebSocketException("aborted");
            }

            var count = Math.Min(_rest.Length, buffer.Length);
            _rest[..count].CopyTo(buffer);
            _rest = _rest[count..];
            if (_rest.IsEmpty)
            {
                _read.TrySetResult();
            }

            return new ValueWebSocketReceiveResult(count, WebSocketMessageType.Text, _rest.IsEmpty);
        }

        public override async Task SendAsync(
            ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
        {
            await _aborted.Task;
            throw new WebSocketException("aborted");
        }
    }
}
