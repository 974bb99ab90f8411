using System.Globalization;
using System.Text;
using System.Text.Json;
using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Tests.Feed;

/// <summary>One record of schemas/kafka/vectors.json.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Topic">The topic that it stands in.</param>
/// <param name="Json">The JSON form, or null when the vector has none.</param>
/// <param name="MessagePack">The MessagePack form, or null when the vector has none.</param>
/// <param name="SameAs">The vector that this other spelling must decode to, or null.</param>
/// <param name="Expected">Why it is to be skipped; none for a good record.</param>
internal sealed record FeedVector(
    string Name, FeedTopic Topic, byte[]? Json, byte[]? MessagePack, string? SameAs, DecodeError Expected)
{
    public static IReadOnlyDictionary<string, FeedVector> All { get; } = Load();

    public static IEnumerable<FeedVector> Good => All.Values.Where(vector => vector.Expected == DecodeError.None);

    /// <summary>Gets the good vectors in the spelling that our producers write.</summary>
    public static IEnumerable<FeedVector> Canonical => Good.Where(vector => vector.SameAs is null);

    private static Dictionary<string, FeedVector> Load()
    {
        string path = Path.Combine(RepositoryRoot.Path, "schemas", "kafka", "vectors.json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.GetProperty("records").EnumerateArray().Select(Read)
            .ToDictionary(vector => vector.Name);
    }

    private static FeedVector Read(JsonElement record)
    {
        string? Text(string name) => record.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
        string? json = record.TryGetProperty("json", out JsonElement form) ? form.GetRawText() : Text("jsonText");
        string topic = Text("topic")!;
        string reason = Text("error") ?? "none";
        return new FeedVector(
            Text("name")!,
            Enum.Parse<FeedTopic>(string.Concat(char.ToUpper(topic[0], CultureInfo.InvariantCulture), topic[1..])),
            json is null ? null : Encoding.UTF8.GetBytes(json),
            Text("messagepack") is string hex ? Convert.FromHexString(hex) : null,
            Text("sameAs"),
            Enum.GetValues<DecodeError>().Single(error => error.Reason() == reason));
    }
}
