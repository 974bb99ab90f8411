using System.Text.Json.Nodes;

namespace MarketGateway.Tools.Conform;

/// <summary>What a scene has at hand: the client that is tried, and the gateways that it talks to.</summary>
internal sealed class SceneContext(ClientProcess client, ScriptedServer server, TimeSpan patience)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    public ScriptedServer Server => server;

    /// <summary>Has the client connect, with more than its defaults perhaps.</summary>
    public Task ConnectAsync(params (string Key, JsonNode Value)[] settings)
    {
        var command = new JsonObject
        {
            ["do"] = "connect",
            ["urls"] = new JsonArray([.. server.Urls.Select(static url => (JsonNode)url)]),
            // A scene that is about something else does not end because a busy machine was silent for three heartbeats.
            ["heartbeatMs"] = 20_000,
            ["window"] = 0,
        };
        foreach (var (key, value) in settings)
        {
            command[key] = value;
        }

        return client.AskAsync(command);
    }

    /// <summary>Has the client subscribe; it answers at once, the gateway later.</summary>
    public Task SubscribeAsync(string request) =>
        client.AskAsync(new JsonObject { ["do"] = "subscribe", ["request"] = JsonNode.Parse(request) });

    public Task AskAsync(string verb, params (string Key, JsonNode Value)[] more)
    {
        var command = new JsonObject { ["do"] = verb };
        foreach (var (key, value) in more)
        {
            command[key] = value;
        }

        return client.AskAsync(command);
    }

    /// <summary>What the client holds now.</summary>
    public Task<JsonObject> StateAsync() => client.AskAsync(new JsonObject { ["do"] = "state" });

    /// <summary>The next connection, in time.</summary>
    public async Task<WireConnection> NextAsync(string what = "the client connects")
    {
        using var limit = new CancellationTokenSource(patience, TimeProvider.System);
        try
        {
            return await server.NextAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new SceneException($"waited {patience.TotalSeconds} s in vain until {what}");
        }
    }

    /// <summary>The next connection, with its welcome said and its hello answered when that comes.</summary>
    public async Task<WireConnection> WelcomeAsync(string epoch = "e1", string what = "the client connects")
    {
        var connection = await NextAsync(what);
        await connection.SendAsync(Wire.Welcome(epoch));
        return connection;
    }

    /// <summary>The next request of this kind; pings, hellos and acknowledgements before it are answered.</summary>
    public async Task<JsonObject> ExpectAsync(WireConnection connection, string op)
    {
        using var limit = new CancellationTokenSource(patience, TimeProvider.System);
        try
        {
            while (await connection.ReceiveAsync(limit.Token) is { } request)
            {
                if ((string?)request["op"] == op)
                {
                    return request;
                }

                await AnswerAsync(connection, request, op);
            }
        }
        catch (OperationCanceledException)
        {
            throw new SceneException($"waited {patience.TotalSeconds} s in vain for a '{op}' of the client");
        }

        throw new SceneException($"the client left instead of sending '{op}'");
    }

    /// <summary>Waits until the client has gone, and answers what it asks meanwhile.</summary>
    public async Task ExpectEndAsync(WireConnection connection)
    {
        using var limit = new CancellationTokenSource(patience, TimeProvider.System);
        try
        {
            while (await connection.ReceiveAsync(limit.Token) is { } request)
            {
                await AnswerAsync(connection, request, "the end");
            }
        }
        catch (OperationCanceledException)
        {
            throw new SceneException("the client keeps a connection that is worth nothing");
        }
    }

    /// <summary>Waits until the client's state is as it should be.</summary>
    public async Task HoldsAsync(string what, Func<JsonObject, bool> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        var state = await StateAsync();
        while (!condition(state))
        {
            if (TimeProvider.System.GetElapsedTime(started) > patience)
            {
                throw new SceneException($"never: {what}; the client holds {state.ToJsonString()}");
            }

            await Task.Delay(Look, TimeProvider.System);
            state = await StateAsync();
        }
    }

    /// <summary>Fails where the condition does not hold at once, and for a little while after.</summary>
    public async Task StaysAsync(string what, Func<JsonObject, bool> condition)
    {
        for (var i = 0; i < 10; i++)
        {
            var state = await StateAsync();
            if (!condition(state))
            {
                throw new SceneException($"not so: {what}; the client holds {state.ToJsonString()}");
            }

            await Task.Delay(Look, TimeProvider.System);
        }
    }

    /// <summary>Fails with a sentence where something is not as promised.</summary>
    public static void Must(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new SceneException(otherwise);
        }
    }

    private static async Task AnswerAsync(WireConnection connection, JsonObject request, string expected)
    {
        switch ((string?)request["op"])
        {
            case "hello":
                await connection.SendAsync(new JsonObject
                {
                    ["op"] = "hello",
                    ["id"] = request["id"]?.DeepClone(),
                    ["heartbeatMs"] = request["heartbeatMs"]?.DeepClone() ?? 1000,
                    ["window"] = request["window"]?.DeepClone() ?? 0,
                    ["maxBytesPerSecond"] = request["maxBytesPerSecond"]?.DeepClone() ?? 0,
                    ["stamps"] = false,
                }.ToJsonString());
                break;
            case "ping":
                var id = request["id"]?.ToJsonString() ?? "null";
                await connection.SendAsync($$"""{"op":"pong","id":{{id}},"time":0}""");
                break;
            case "ack":
                break;
            default:
                throw new SceneException($"expected '{expected}', but the client sent {request.ToJsonString()}");
        }
    }
}
