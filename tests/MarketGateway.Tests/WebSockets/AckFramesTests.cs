using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using MarketGateway.Testing;

namespace MarketGateway.Tests.WebSockets;

/// <summary>
/// Acknowledgements are read before web server and WebSocket see them, where they are whole; whatever the bytes are cut into,
/// a client is answered the same.
/// </summary>
public sealed class AckFramesTests
{
    private const int Fin = 0x80;
    private const int Continuation = 0;
    private const int Text = 1;
    private const int Ping = 9;
    private const int Pong = 10;

    private static readonly byte[] Mask = [0x12, 0x81, 0xA5, 0x7E];

    /// <summary>How many bytes come at a time; 0: frame by frame.</summary>
    public static TheoryData<int> Cuts => [int.MaxValue, 0, 1, 2, 3, 7, 64];

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task Requests_among_acknowledgements_are_answered_in_their_order_however_they_are_cut(int cut)
    {
        await using var gateway = await MarketHarness.StartAsync();
        using var client = await ConnectAsync(gateway);
        byte[][] frames =
        [
            Frame(Fin | Text, """{"op":"hello","id":1,"window":8}"""),
            Ack(1),
            Ack(1),
            Frame(Fin | Text, """{"op":"ack","flush":999999}"""),
            Ack(1),
            Frame(Fin | Ping, "are you there"),
            Frame(Fin | Text, """{"op":"ack","flush":999999,"id":2}"""),
            Frame(Text, """{"op":"ack","""),
            Frame(Fin | Ping, "still"),
            Frame(Fin | Continuation, "\"flush\":888888}"),
            Ack(1),
            Frame(Fin | Text, """{"op":"dance","id":3}"""),
            Ack(1),
            Frame(Fin | Text, """{"op":"ack","flush":1,"more":true,"id":4}"""),
        ];

        await SendAsync(client, frames, cut);

        List<string> answers = [];
        while (!answers.Contains("4 unknown_field"))
        {
            var (opcode, payload) = await ReadAsync(client);
            answers.AddRange(opcode == Pong ? [$"pong {payload}"] : payload
                .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Answer).OfType<string>());
        }

        Assert.Equal(
            ["1", "null out_of_range", "2 out_of_range", "null out_of_range", "3 unknown_op", "4 unknown_field"],
            answers.Where(static answer => !answer.StartsWith("pong", StringComparison.Ordinal)));
        Assert.Equal(["pong are you there", "pong still"], answers.Where(static answer => answer.StartsWith("pong", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_window_opens_by_each_acknowledgement_and_by_nothing_else()
    {
        await using var gateway = await MarketHarness.StartAsync();
        var feed = new HandFeed(gateway);
        feed.Define("A");
        feed.Quote("A", 9_900, 10_100);
        using var client = await ConnectAsync(gateway);
        await SendAsync(client, [Frame(Fin | Text, """{"op":"hello","id":1,"window":1}""")], cut: 0);
        var flushes = 0;
        await ReadUntilAsync(client, "\"op\":\"hello\"", () => flushes++);
        await SendAsync(client, [Ack(flushes), Frame(Fin | Text, """{"op":"subscribe","id":2,"channel":"quote","symbols":["A"]}""")], cut: 0);
        await ReadUntilAsync(client, "\"op\":\"subscribed\"", () => flushes++);

        for (var size = 2; size < 40; size++)
        {
            // What waits when the window opens holds all that came meanwhile.
            feed.Quote("A", 9_900, 10_100, bidSize: size);
            feed.Quote("A", 9_900, 10_100, bidSize: size + 100);
            await SendAsync(client, [Ack(flushes)], cut: size % 3);
            await ReadUntilAsync(client, $"{size + 100}", () => flushes++, () => SendAsync(client, [Ack(flushes)], cut: 0));
        }

        Assert.InRange(gateway.Hub.Counters.Flushes, 38, flushes);
    }

    private static byte[] Ack(long flush) => Frame(Fin | Text, $$"""{"op":"ack","flush":{{flush}}}""");

    private static byte[] Frame(int first, string text)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        byte[] frame = [(byte)first, (byte)(0x80 | payload.Length), .. Mask, .. payload];
        for (var at = 0; at < payload.Length; at++)
        {
            frame[6 + at] ^= Mask[at % Mask.Length];
        }

        return frame;
    }

    private static async Task SendAsync(Socket client, byte[][] frames, int cut)
    {
        byte[] all = [.. frames.SelectMany(static frame => frame)];
        var pieces = cut == 0 ? frames : all.Chunk(Math.Min(cut, all.Length));
        foreach (var piece in pieces)
        {
            await client.SendAsync(piece);
            if (cut is > 0 and < 8)
            {
                // Sent by itself, and mostly received by itself.
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            }
        }
    }

    /// <summary>Reads flushes up to one that holds a text; whoever holds the window open is asked after each other one.</summary>
    private static async Task ReadUntilAsync(Socket client, string text, Action count, Func<Task>? after = null)
    {
        while (true)
        {
            var (_, payload) = await ReadAsync(client);
            count();
            if (payload.Contains(text, StringComparison.Ordinal))
            {
                return;
            }

            await (after?.Invoke() ?? Task.CompletedTask);
        }
    }

    private static async Task<(int Opcode, string Payload)> ReadAsync(Socket client)
    {
        var head = await ReadAsync(client, 2);
        var length = (head[1] & 0x7F) switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(client, 2)),
            127 => (int)BinaryPrimitives.ReadUInt64BigEndian(await ReadAsync(client, 8)),
            var few => few,
        };
        return (head[0] & 0x0F, Encoding.UTF8.GetString(await ReadAsync(client, length)));
    }

    private static async Task<byte[]> ReadAsync(Socket client, int count)
    {
        using var patience = new CancellationTokenSource(Eventually.Patience, TimeProvider.System);
        var bytes = new byte[count];
        for (var read = 0; read < count;)
        {
            var received = await client.ReceiveAsync(bytes.AsMemory(read), patience.Token);
            Assert.NotEqual(0, received);
            read += received;
        }

        return bytes;
    }

    private static async Task<Socket> ConnectAsync(MarketHarness gateway)
    {
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await client.ConnectAsync(gateway.StreamAddress.Host, gateway.StreamAddress.Port);
        await client.SendAsync(Encoding.ASCII.GetBytes(
            $"GET /v1/stream HTTP/1.1\r\nHost: {gateway.StreamAddress.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: marketgateway.v1.json\r\n\r\n"));
        var answer = "";
        while (!answer.EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            answer += Encoding.ASCII.GetString(await ReadAsync(client, 1));
        }

        Assert.StartsWith("HTTP/1.1 101", answer, StringComparison.Ordinal);
        return client;
    }

    /// <summary>The id and the code of an answer; null for what is none.</summary>
    private static string? Answer(string line)
    {
        if (JsonNode.Parse(line) is not JsonObject message || (string)message["op"]! is not ("hello" or "error"))
        {
            return null;
        }

        return $"{message["id"]?.ToJsonString() ?? "null"} {(string?)message["code"]}".TrimEnd();
    }
}
