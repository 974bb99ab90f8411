using System.Text.Json.Nodes;
using MarketGateway.Testing.Wire;

namespace MarketGateway.Tests.Sessions;

/// <summary>A client of a model run: makes random requests of each kind, and resumes after it broke off.</summary>
internal sealed class ModelClient(Scene scene, ModelSpeed speed)
{
    private static readonly string[] Channels = ["book", "quote", "trade"];
    private static readonly string[][] Symbols = [["*"], ["EVEN*"], ["ODD1", "EVEN0"], ["ODD*", "EVEN2"]];
    private static readonly string[][] Fields = [["bidPrice", "askPrice"], ["lastPrice"], ["bidPrice", "volume", "occurredAt"]];

    public WireClient Wire { get; private set; } = null!;

    public async Task ConnectAsync()
    {
        Wire = await scene.ConnectAsync(speed switch
        {
            ModelSpeed.SlowSocket => new WireClientOptions { ReceiveBufferBytes = 4 << 10, ReadBytesPerSecond = 400_000, IsJson = true },
            ModelSpeed.SlowScreen => new WireClientOptions { ProcessBytesPerSecond = 400_000, Acknowledges = true },
            _ => new WireClientOptions(),
        });
        await Wire.RequestAsync(new { op = "hello", heartbeatMs = 250, window = speed == ModelSpeed.SlowScreen ? 2 : 0 });
    }

    public Task DoAsync(ModelAct act, Random random) => act switch
    {
        ModelAct.Subscribe => Wire.RequestAsync(Subscription("subscribe", random)),
        ModelAct.Snapshot => Wire.RequestAsync(Subscription("snapshot", random)),
        ModelAct.Update => UpdateAsync(random),
        ModelAct.Unsubscribe => RequestAsync("unsubscribe", Some(random)),
        ModelAct.Pause => RequestAsync("pause", random.Next(3) == 0 ? null : Some(random)),
        ModelAct.Resume => RequestAsync("resume", random.Next(3) == 0 ? null : Some(random)),
        ModelAct.Resync => RequestAsync("resync", Some(random)),
        ModelAct.Reconnect => ReconnectAsync(),
        _ => throw new ArgumentOutOfRangeException(nameof(act), act, "not an act of a client"),
    };

    private static JsonObject Subscription(string op, Random random)
    {
        var channel = Channels[random.Next(Channels.Length)];
        var request = Parameters(channel, random);
        request["op"] = op;
        request["channel"] = channel;
        request["symbols"] = Array(Symbols[random.Next(Symbols.Length)]);
        if (random.Next(3) == 0)
        {
            request["filter"] = new JsonObject { ["venue"] = Array(["X3"]) };
        }

        if (op == "subscribe")
        {
            Pace(channel, request, random);
        }

        return request;
    }

    private static JsonObject Parameters(string channel, Random random)
    {
        var parameters = new JsonObject();
        if (channel == "book")
        {
            parameters["depth"] = new[] { 0, 1, 3, 10 }[random.Next(4)];
            parameters["grouping"] = new[] { 0, 0, 2, 5 }[random.Next(4)];
        }
        else if (channel == "trade")
        {
            parameters["minTradeSize"] = new[] { 0, 0, 50 }[random.Next(3)];
        }
        else if (random.Next(2) == 0)
        {
            parameters["fields"] = Array(Fields[random.Next(Fields.Length)]);
        }

        return parameters;
    }

    private static void Pace(string channel, JsonObject request, Random random)
    {
        request["intervalMs"] = new[] { 0, 0, 10, 50 }[random.Next(4)];
        if (channel == "quote" && random.Next(3) == 0)
        {
            request["minPriceMove"] = random.Next(4);
        }
    }

    private static JsonArray Array(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    private List<WireStream> Some(Random random) =>
        [.. Wire.Streams.OrderBy(stream => stream.Number).Where(_ => random.Next(3) == 0)];

    private async Task UpdateAsync(Random random)
    {
        var channel = Channels[random.Next(Channels.Length)];
        var request = Parameters(channel, random);
        Pace(channel, request, random);
        request["op"] = "update";
        request["streams"] = Numbers(Some(random).Where(stream => stream.Channel == channel));
        await Wire.RequestAsync(request);
    }

    private async Task RequestAsync(string op, List<WireStream>? streams)
    {
        var request = new JsonObject { ["op"] = op };
        if (streams is not null)
        {
            request["streams"] = Numbers(streams);
        }

        await Wire.RequestAsync(request);
    }

    private static JsonArray Numbers(IEnumerable<WireStream> streams) =>
        new([.. streams.Select(stream => (JsonNode)stream.Number)]);

    /// <summary>Breaks off and goes on with every stream where it stood.</summary>
    private async Task ReconnectAsync()
    {
        var earlier = Wire;
        await earlier.DisposeAsync();
        await ConnectAsync();
        Wire.Continue(earlier);
        foreach (var stream in earlier.Streams)
        {
            var request = new JsonObject
            {
                ["op"] = "subscribe",
                ["channel"] = stream.Channel,
                ["symbols"] = Array([stream.Symbol]),
                ["intervalMs"] = (int)stream.Entry["intervalMs"]!,
            };
            Copy(stream, request);
            if (stream.ResumePoint() is { } point)
            {
                request["resume"] = new JsonObject
                {
                    ["epoch"] = earlier.Epoch,
                    ["streams"] = new JsonObject { [stream.Symbol] = point },
                };
            }

            await Wire.RequestAsync(request);
        }
    }

    private static void Copy(WireStream stream, JsonObject request)
    {
        string[] keys = stream.Channel switch
        {
            "book" => ["depth", "grouping"],
            "quote" => ["minPriceMove"],
            _ => ["minTradeSize"],
        };
        foreach (var key in keys)
        {
            request[key] = (long)stream.Entry[key]!;
        }

        if (stream.Channel == "quote")
        {
            var set = (int)stream.Entry["fields"]!;
            request["fields"] = Array(MarketGateway.Core.Protocol.QuoteFieldNames.All.Where((_, bit) => (set & (1 << bit)) != 0));
        }
    }
}
