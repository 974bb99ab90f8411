using System.Net;
using System.Net.Sockets;
using MarketGateway.Core.Sessions;
using MarketGateway.Hosting;
using MarketGateway.Testing;
using MessagePack;
using Microsoft.Extensions.Configuration;

namespace MarketGateway.Tests.Hosting;

/// <summary>
/// However many connect, the gateway goes on: who is one too many is cut, and operators are not among them.
/// </summary>
public sealed class ConnectionTests
{
    [Theory]
    [InlineData("--Sessions:ConnectionsMax")]
    [InlineData("--Sessions:ConnectionsPerAddressMax")]
    public async Task A_connection_beyond_the_limit_is_cut_and_there_is_room_again_when_one_ends(string setting)
    {
        await using var gateway = await MarketHarness.StartAsync(setting, "2");
        using var first = await ConnectAsync(gateway.Address);
        using var second = await ConnectAsync(gateway.Address);
        Assert.True(await IsServedAsync(first));
        Assert.True(await IsServedAsync(second));
        Assert.False(await IsServedAsync(gateway.Address));
        first.Close();
        await Eventually.IsTrueAsync("there is room", () => IsServedAsync(gateway.Address));
    }

    [Fact]
    public async Task While_clients_have_all_connections_operators_have_theirs()
    {
        using var broker = MarketGateway.Kafka.EmbeddedBroker.Start();
        await using var gateway = await RunningGateway.StartAsync(
            broker.BootstrapServers, new(), "--Sessions:ConnectionsMax", "1", "--Metrics:Url", "http://127.0.0.1:0");
        using var only = await ConnectAsync(gateway.Address);
        Assert.True(await IsServedAsync(only));
        using var http = new HttpClient();
        Assert.Contains("marketgateway_sessions", await http.GetStringAsync(gateway.MetricsAddress), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 22_000, 20_000)]
    [InlineData(1_000_000L, 22_000, 20_000)]
    [InlineData(1_500L, 888, 777)]
    public void What_nobody_chose_is_brought_down_to_the_files_that_may_be_open(long? files, int connections, int sessions)
    {
        var options = new SessionOptions();
        var bound = ConnectionSettings.Fit(new ConfigurationManager(), options, files);
        Assert.Equal((connections, sessions), (options.ConnectionsInAll, options.SessionsMax));
        Assert.Equal(connections < 22_000 ? files : null, bound.Files);
    }

    [Theory]
    [InlineData("Sessions:SessionsMax", 778, "777 sessions")]
    [InlineData("Sessions:ConnectionsMax", 2_000, "888 connections")]
    public void What_was_chosen_and_cannot_be_stops_the_start(string setting, int value, string left)
    {
        var configuration = new ConfigurationManager();
        configuration[setting] = $"{value}";
        var options = setting.EndsWith("SessionsMax", StringComparison.Ordinal)
            ? new SessionOptions { SessionsMax = value }
            : new SessionOptions { ConnectionsMax = value };
        var wrong = Assert.Throws<SettingsException>(() => ConnectionSettings.Fit(configuration, options, 1_500));
        Assert.Equal(
            $"{setting} is {value}, but this process may open 1500 files (RLIMIT_NOFILE), which leaves {left}. "
                + "Raise the limit (ulimit -n), or lower the setting.",
            wrong.Message);
    }

    [Fact]
    public void Too_few_files_for_anybody_stop_the_start() => Assert.Throws<SettingsException>(
        () => ConnectionSettings.Fit(new ConfigurationManager(), new SessionOptions(), 600));

    [Fact]
    public async Task A_process_that_may_open_few_files_outlives_more_idle_connections_than_that()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limit of open files is read on Linux.");
        const int Files = 1_500;
        await using var gateway = await GatewayProcess.StartWithFilesAsync(Files, "--Metrics:Url", "");
        var idle = new List<Socket>();
        try
        {
            for (var count = 0; count < Files; count++)
            {
                idle.Add(await ConnectAsync(gateway.Address, isCut: true));
            }

            Assert.Contains("of 888 connections (this process may open 1,500 files", gateway.Output, StringComparison.Ordinal);
            idle.ForEach(static socket => socket.Close());
            await Eventually.IsTrueAsync("it serves again", () => IsServedAsync(gateway.Address), 6 * Eventually.Patience);
            Assert.False(gateway.HasExited);
        }
        finally
        {
            idle.ForEach(static socket => socket.Dispose());
        }
    }

    [Theory]
    [InlineData(0x82, "ack")]
    [InlineData(0x89, "ping")]
    public async Task Who_sends_without_end_keeps_nobody_else_from_being_served(int opcode, string what)
    {
        await using var gateway = await GatewayProcess.StartAsync("--Metrics:Url", "");
        using var enough = new CancellationTokenSource();
        var frames = Enumerable.Repeat(MaskedFrame(opcode), 4_000).SelectMany(static frame => frame).ToArray();

        // Enough of them for each thread that waits for sockets.
        var floods = Enumerable.Range(0, 4 * Environment.ProcessorCount)
            .Select(_ => Task.Run(() => FloodAsync(gateway.Address, frames, enough.Token))).ToArray();
        await Eventually.IsTrueAsync($"{what}s are read", () => IsServedAsync(gateway.Address));
        for (var times = 0; times < 5; times++)
        {
            Assert.True(await IsServedAsync(gateway.Address), $"nobody is served beside a flood of {what}s");
        }

        await enough.CancelAsync();
        await Task.WhenAll(floods);
    }

    /// <summary>An acknowledgement of the first flush, or a ping, as a client sends it: masked, with a mask of zeros.</summary>
    private static byte[] MaskedFrame(int opcode)
    {
        var ack = MessagePackSerializer.Serialize(new Dictionary<string, object> { ["op"] = "ack", ["flush"] = 1 });
        var payload = opcode == 0x82 ? ack : [];
        return [(byte)opcode, (byte)(0x80 | payload.Length), 0, 0, 0, 0, .. payload];
    }

    /// <summary>Opens a session, and sends frames as fast as they are taken.</summary>
    private static async Task FloodAsync(Uri address, byte[] frames, CancellationToken enough)
    {
        using var socket = await ConnectAsync(address);
        await socket.SendAsync(
            "GET /v1/stream HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"u8
                .ToArray());
        await socket.SendAsync(
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: marketgateway.v1.msgpack\r\n\r\n"u8.ToArray());
        var reading = ReadAwayAsync(socket);
        try
        {
            while (!enough.IsCancellationRequested)
            {
                await socket.SendAsync(frames, enough);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException)
        {
            // It was cut, or it was enough.
        }

        socket.Dispose();
        await reading;
    }

    private static async Task ReadAwayAsync(Socket socket)
    {
        var scrap = new byte[64 << 10];
        try
        {
            while (await socket.ReceiveAsync(scrap) > 0)
            {
                // What the gateway says is of no interest.
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // So did it end.
        }
    }

    /// <param name="address">Where to.</param>
    /// <param name="isCut">True where it may be cut before it has begun.</param>
    private static async Task<Socket> ConnectAsync(Uri address, bool isCut = false)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, address.Port);
        }
        catch (SocketException) when (isCut)
        {
            // It was, and that is all that is to be known of it.
        }

        return socket;
    }

    private static async Task<bool> IsServedAsync(Uri address)
    {
        using var socket = await ConnectAsync(address, isCut: true);
        return await IsServedAsync(socket);
    }

    /// <summary>Asks for the smallest answer on a connection that stays open.</summary>
    /// <remarks>
    /// Where many connect at once the kernel may take one for open that it has no room for: who waits for an answer there
    /// waits for long, and asks on another one instead.
    /// </remarks>
    private static async Task<bool> IsServedAsync(Socket socket)
    {
        using var patience = new CancellationTokenSource(Eventually.Patience / 4, TimeProvider.System);
        try
        {
            await socket.SendAsync("GET /healthz/live HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), patience.Token);
            return await socket.ReceiveAsync(new byte[1024], patience.Token) > 0;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
