using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using static MarketGateway.Tools.Conform.SceneContext;

namespace MarketGateway.Tools.Conform;

/// <summary>
/// The recorded resumption of schemas/wire/vectors. A first gateway gives the client what the recorded one held from
/// before; that connection breaks; the second one is the recording, its answers in the order in which the client asks.
/// </summary>
internal static class ResumptionScene
{
    /// <summary>What was merged into each snapshot that begins a stream is made up from this far before.</summary>
    private const long Before = 20;

    public static Scene Scene { get; } = new(
        "resumption", "resumed as recorded, it offers what it held, and holds what the vectors say", PlayAsync);

    private static async Task PlayAsync(SceneContext scene)
    {
        using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream("resumption.json")
            ?? throw new InvalidOperationException("the vectors are not part of this build");
        var recorded = (await JsonNode.ParseAsync(file))!;
        var steps = recorded["steps"]!.AsArray().Select(static each => each!.AsObject()).ToList();
        var epoch = (string)recorded["epoch"]!;
        await scene.ConnectAsync();
        var gateway = await scene.WelcomeAsync(epoch);
        var answers = steps.Zip(steps.Skip(1)).Where(static pair => pair.First["message"] is not null).ToList();
        var number = 0;
        foreach (var (asked, answer) in answers)
        {
            await GiveAsync(scene, gateway, asked["message"]!.AsObject(), answer, recorded, ++number * 10);
        }

        await scene.HoldsAsync("it holds what was given", state => RecordedScenes.Views(state["streams"]!.AsArray())
            .SequenceEqual(RecordedScenes.Views(recorded["given"]!["streams"]!.AsArray())));
        gateway.Break();
        var other = await scene.WelcomeAsync(epoch, "it connects again");
        while (answers.Count > 0)
        {
            await AnswerAsync(scene, other, answers);
        }

        var end = steps[^2];
        await other.SendAsync([.. end["messages"]!.AsArray().Select(static each => each!.ToJsonString())]);
        await RecordedScenes.CompareAsync(scene, end);
    }

    /// <summary>Answers one subscription so that the client comes to hold what it is to resume.</summary>
    private static async Task GiveAsync(
        SceneContext scene, WireConnection gateway, JsonObject asked, JsonObject answer, JsonNode recorded, int number)
    {
        var request = asked.DeepClone().AsObject();
        request.Remove("op");
        request.Remove("id");
        request.Remove("resume");
        await scene.SubscribeAsync(request.ToJsonString());
        var came = await scene.ExpectAsync(gateway, "subscribe");
        var entries = new List<JsonObject>();
        var data = new List<string>();
        foreach (var symbol in asked["symbols"]!.AsArray().Select(static each => (string)each!))
        {
            var given = recorded["given"]!["streams"]!.AsArray().Select(static each => each!.AsObject()).Single(each =>
                (string?)each["symbol"] == symbol && (string?)each["channel"] == (string?)asked["channel"]
                && ((long?)each["depth"] ?? 0) == ((long?)asked["depth"] ?? 0)
                && ((long?)each["grouping"] ?? 0) == ((long?)asked["grouping"] ?? 0));
            entries.Add(Entry(given, answer, ++number));
            data.AddRange(DataOf(given, number));
        }

        await gateway.SendAsync([Wire.Subscribed(came["id"], [.. entries]), .. data]);
    }

    private static JsonObject Entry(JsonObject given, JsonObject answer, int number)
    {
        var (symbol, channel) = ((string)given["symbol"]!, (string)given["channel"]!);
        var answered = answer["messages"]![0]!["streams"]!.AsArray()
            .FirstOrDefault(each => (string?)each!["symbol"] == symbol)?.AsObject();
        // A brief entry says: as before. So before it was as the brief one is.
        var brief = answer["messages"]![0]!["resumed"]!.AsArray()
            .FirstOrDefault(each => (string?)each![0] == symbol)?.AsArray();
        var entry = answered?.DeepClone().AsObject() ?? Wire.Entry(number, symbol, channel);
        (entry["stream"], entry["start"]) = (number, "snapshot");
        (entry["depth"], entry["grouping"]) = ((long)given["depth"]!, (long)given["grouping"]!);
        if (brief is not null)
        {
            (entry["priceScale"], entry["sizeScale"], entry["tickSize"]) =
                ((int)brief[2]!, (int)brief[3]!, (long)brief[4]!);
        }

        return entry;
    }

    /// <summary>A snapshot, and a message that merges what the account is to have.</summary>
    private static IEnumerable<string> DataOf(JsonObject given, int number)
    {
        var (version, account) = ((long)given["version"]!, (long)given["account"]!);
        var checksum = (long?)given["checksum"];
        var head = string.Create(CultureInfo.InvariantCulture, $"{number},null,{version - Before},0,0");
        var next = string.Create(
            CultureInfo.InvariantCulture, $"{number},{version - Before},{version},{account},0");
        switch ((string)given["channel"]!)
        {
            case "book":
                yield return $"[1,{head},{Flat(given["bids"])},{Flat(given["asks"])},{checksum}]";
                yield return $"[2,{next},[],[],{checksum}]";
                break;
            case "quote":
                var fields = given["fields"]!.AsObject();
                var values = string.Join(',', fields.Select(static each => each.Value!.ToJsonString()));
                yield return $"[3,{head},{(1 << fields.Count) - 1},[{values}],{checksum}]";
                yield return $"[4,{next},0,[],{checksum}]";
                break;
            default:
                yield return $"[5,{head},[]]";
                yield return $"[6,{next},{account},{account},1,1,{version},0,0,[]]";
                break;
        }
    }

    private static string Flat(JsonNode? levels) =>
        $"[{string.Join(',', levels!.AsArray().Select(static level => $"{level![0]},{level[1]}"))}]";

    /// <summary>The next subscription of the second connection: answered as the recorded one with its symbols was.</summary>
    private static async Task AnswerAsync(
        SceneContext scene, WireConnection gateway, List<(JsonObject Asked, JsonObject Answer)> answers)
    {
        var came = await scene.ExpectAsync(gateway, "subscribe");
        var found = answers.FindIndex(each => Wanted(each.Asked["message"]!.AsObject()) == Wanted(came));
        Must(found >= 0, $"it asks for what it did not hold: {came.ToJsonString()}");
        var (asked, answer) = answers[found];
        answers.RemoveAt(found);
        var offered = came["resume"]?["streams"]?.ToJsonString();
        Must(offered == asked["message"]!["resume"]!["streams"]!.ToJsonString(), $"for {Wanted(came)} it offers {offered}");
        await gateway.SendAsync(
            [.. answer["messages"]!.AsArray().Select(each => RecordedScenes.WithId(each!, came["id"]))]);
    }

    private static string Wanted(JsonObject request) => string.Join(
        ' ',
        (string?)request["channel"],
        (long?)request["depth"] ?? 0,
        (long?)request["grouping"] ?? 0,
        string.Join(' ', request["symbols"]!.AsArray().Select(static each => (string)each!).Order(StringComparer.Ordinal)));
}
