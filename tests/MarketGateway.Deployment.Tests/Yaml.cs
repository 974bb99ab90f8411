using System.Text.Json;
using YamlDotNet.Serialization;

namespace MarketGateway.Deployment.Tests;

/// <summary>Reads YAML as JSON: numbers and booleans that are not quoted are numbers and booleans.</summary>
internal static class Yaml
{
    private static readonly IDeserializer Reader =
        new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().WithDuplicateKeyChecking().Build();

    public static JsonElement Parse(string text) => JsonSerializer.SerializeToElement(Named(Reader.Deserialize(text)));

    public static JsonElement ParseFile(params string[] path) =>
        Parse(File.ReadAllText(Path.Combine([RepositoryRoot.Path, .. path])));

    private static object? Named(object? value) => value switch
    {
        IDictionary<object, object> map => map.ToDictionary(pair => pair.Key.ToString()!, pair => Named(pair.Value)),
        IEnumerable<object> list => list.Select(Named).ToList(),
        _ => value,
    };
}
