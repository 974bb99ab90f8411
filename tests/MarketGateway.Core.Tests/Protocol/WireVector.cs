using System.Text;
using System.Text.Json;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Tests.Protocol;

/// <summary>One message of schemas/wire/vectors, with its bytes in both formats.</summary>
internal sealed record WireVector(string Name, JsonElement Message, byte[] MessagePack)
{
    /// <summary>Gets the message as one line of the JSON subprotocol.</summary>
    public byte[] Json => Encoding.UTF8.GetBytes(Compact(Message) + "\n");

    public byte[] Bytes(WireFormat format) => format == WireFormat.Json ? Json : MessagePack;

    public static IReadOnlyDictionary<string, WireVector> Load(string file) => Entries(file).ToDictionary(
        entry => entry.GetProperty("name").GetString()!,
        entry => new WireVector(
            entry.GetProperty("name").GetString()!,
            entry.GetProperty("message"),
            Convert.FromHexString(entry.GetProperty("messagepack").GetString()!)));

    public static JsonElement[] Entries(string file)
    {
        var path = Path.Combine(RepositoryRoot.Path, "schemas", "wire", "vectors", file);
        return [.. JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.EnumerateArray()];
    }

    /// <summary>Every name with every format.</summary>
    public static TheoryData<string, WireFormat> Cases(IEnumerable<string> names)
    {
        var cases = new TheoryData<string, WireFormat>();
        foreach (var name in names)
        {
            cases.Add(name, WireFormat.MessagePack);
            cases.Add(name, WireFormat.Json);
        }

        return cases;
    }

    /// <summary>Writes JSON without white space and without escapes that are not needed.</summary>
    private static string Compact(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', element.EnumerateObject()
            .Select(property => $"\"{property.Name}\":{Compact(property.Value)}")) + "}",
        JsonValueKind.Array => "[" + string.Join(',', element.EnumerateArray().Select(Compact)) + "]",
        JsonValueKind.String => Quoted(element.GetString()!),
        _ => element.GetRawText(),
    };

    private static string Quoted(string text) => "\"" + text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal) + "\"";
}
