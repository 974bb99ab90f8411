using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using MarketGateway.Bench.Processes;

namespace MarketGateway.Bench.Peers.Bare;

/// <summary>
/// The limit for fan-out: bytes that are ready before it begins, written by plain non-blocking <c>Socket.Send</c>, as many
/// and as often as the gateway wrote them. No protocol, no subscriptions, no feed. Commands: <c>go</c>.
/// </summary>
internal sealed class BareRole : Role
{
    private const int HeadBytes = 4;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    private readonly List<Socket> _clients = [];
    private readonly List<long> _sent = [];
    private readonly CancellationTokenSource _stop = new();
    private BareSettings _settings = null!;
    private Socket? _listener;
    private byte[] _flush = [];
    private Task _sending = Task.CompletedTask;

    protected override Task<object> StartAsync(string settings)
    {
        _settings = Read<BareSettings>(settings);
        _flush = new byte[Math.Clamp(_settings.FlushBytes, HeadBytes + 126, ushort.MaxValue)];
        _flush[0] = 0x82;
        _flush[1] = 126;
        BinaryPrimitives.WriteUInt16BigEndian(_flush.AsSpan(2), (ushort)(_flush.Length - HeadBytes));
        _listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, _settings.Port));
        _listener.Listen(1024);
        _ = AcceptAsync();
        return Task.FromResult<object>(true);
    }

    protected override Task<object> HandleAsync(string command, JsonElement argument)
    {
        if (command != "go")
        {
            return base.HandleAsync(command, argument);
        }

        _sending = Task.Run(SendAsync);
        return Task.FromResult<object>(_clients.Count);
    }

    protected override async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _sending;
        _listener?.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener!.AcceptAsync();
                client.NoDelay = true;
                client.Blocking = false;
                _clients.Add(client);
                _sent.Add(0);
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The run is over.
        }
    }

    private async Task SendAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(Step, TimeProvider.System);
        var sent = 0L;
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                var due = (long)(TimeProvider.System.GetElapsedTime(began).TotalSeconds * _settings.FlushesPerSecond);
                for (; sent < due; sent++)
                {
                    SendOne((int)(sent % _clients.Count));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    private long Next(int client) => ++CollectionsMarshal.AsSpan(_sent)[client];

    private void SendOne(int client)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_flush.AsSpan(HeadBytes), Next(client));
        ReadOnlySpan<byte> rest = _flush;
        while (!rest.IsEmpty)
        {
            var sent = _clients[client].Send(rest, SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
            {
                _clients[client].Poll(TimeSpan.FromSeconds(1), SelectMode.SelectWrite);
            }
            else if (error != SocketError.Success)
            {
                return;
            }

            rest = rest[sent..];
        }
    }
}
