using System.Reflection;
using System.Text.Json.Nodes;

namespace MarketGateway.Tools.Conform;

/// <summary>
/// The recorded conversation of schemas/wire/vectors, as far as a client of its own will takes part in it: up to the
/// first request that names streams by their numbers.
/// </summary>
internal static class RecordedScenes
{
    private static readonly string[] AskedFor = ["subscribe", "hello", "ack", "ping"];

    public static IEnumerable<Scene> All { get; } =
    [
        new("conversation", "after each flush of the recorded conversation it holds what the vectors say", PlayAsync),
        ResumptionScene.Scene,
    ];

    private static async Task PlayAsync(SceneContext scene)
    {
        using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream("conversation.json")
            ?? throw new InvalidOperationException("the vectors are not part of this build");
        var steps = (await JsonNode.ParseAsync(file))!["steps"]!.AsArray();
        await scene.ConnectAsync(("window", 6));
        var gateway = await scene.NextAsync();
        var ids = new Dictionary<long, JsonNode?>();
        foreach (var step in steps.Select(static each => each!.AsObject()))
        {
            if (step["message"] is JsonObject request)
            {
                var op = (string)request["op"]!;
                if (!AskedFor.Contains(op))
                {
                    return;
                }

                if (op == "subscribe")
                {
                    await AskAsync(scene, gateway, request, ids);
                }
            }
            else if (!IsOnlyAnAnswer(step["messages"]!.AsArray()))
            {
                await gateway.SendAsync([.. step["messages"]!.AsArray().Select(each => WithIds(each!, ids))]);
                await CompareAsync(scene, step);
            }
        }
    }

    /// <summary>What a client asks, or does not ask, as it likes is answered when it comes.</summary>
    private static bool IsOnlyAnAnswer(JsonArray messages) => messages.All(
        static each => each is JsonObject control && (string?)control["op"] is "hello" or "pong");

    private static async Task AskAsync(
        SceneContext scene, WireConnection gateway, JsonObject request, Dictionary<long, JsonNode?> ids)
    {
        var wanted = request.DeepClone().AsObject();
        wanted.Remove("op");
        wanted.Remove("id");
        await scene.SubscribeAsync(wanted.ToJsonString());
        ids[(long)request["id"]!] = (await scene.ExpectAsync(gateway, "subscribe"))["id"]?.DeepClone();
    }

    /// <summary>A recorded message whose <c>id</c> is the client's own.</summary>
    public static string WithId(JsonNode message, JsonNode? id)
    {
        if (message is not JsonObject { } control || !control.ContainsKey("id"))
        {
            return message.ToJsonString();
        }

        var ours = control.DeepClone().AsObject();
        ours["id"] = id?.DeepClone();
        return ours.ToJsonString();
    }

    private static string WithIds(JsonNode message, Dictionary<long, JsonNode?> ids)
    {
        var id = (message as JsonObject)?["id"];
        return WithId(message, id is null ? null : ids.GetValueOrDefault((long)id));
    }

    public static async Task CompareAsync(SceneContext scene, JsonObject step)
    {
        var expected = step["state"]!.AsObject();
        var streams = Views(expected["streams"]!.AsArray());
        await scene.HoldsAsync(
            $"step {step["step"]} of the conversation: {string.Join(' ', streams)}",
            state => (string?)state["epoch"] == (string?)expected["epoch"]
                && (bool?)state["lagging"] == (bool?)expected["lagging"]
                && Views(state["streams"]!.AsArray()).SequenceEqual(streams));
    }

    /// <summary>Each stream in one spelling, without its number and the words of its reason.</summary>
    public static string[] Views(JsonArray streams) =>
        [.. streams.Select(static each => View(each!.AsObject())).Order()];

    private static string View(JsonObject stream)
    {
        string[] names =
        [
            "symbol", "channel", "depth", "grouping", "minTradeSize", "state", "version", "account", "bids", "asks",
            "fields", "trades",
        ];
        return new JsonObject(names.Where(name => stream[name] is not null).Select(
            name => new KeyValuePair<string, JsonNode?>(name, stream[name]!.DeepClone()))).ToJsonString();
    }
}
