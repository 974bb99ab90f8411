using System.Globalization;
using System.Text.Json.Nodes;
using MarketGateway.Core.Mapping;

namespace MarketGateway.Kafka;

/// <summary>Finds the mapping of a source: by its name, in a file, or in the settings themselves.</summary>
public static class SourceMapping
{
    /// <summary>Reads the mapping that a setting names or holds.</summary>
    /// <exception cref="MappingException">There is none, or it is wrong; the message says what would be right.</exception>
    public static FeedMapping Read(IConfigurationSection? setting)
    {
        if (setting is null || !setting.Exists())
        {
            throw new MappingException([$"a mapping is needed: {MappingFile.Right}."]);
        }

        return setting.Value is { } name ? MappingFile.Read(name) : FeedMapping.Parse(ToJson(setting)!.ToJsonString());
    }

    /// <summary>Makes JSON of settings: names that are 0, 1, 2... are a list. Every value is a text, as settings are.</summary>
    private static JsonNode? ToJson(IConfigurationSection section)
    {
        IConfigurationSection[] children = [.. section.GetChildren()];
        if (children.Length == 0)
        {
            return JsonValue.Create(section.Value ?? "");
        }

        if (children.All(child => int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
        {
            return new JsonArray([.. children
                .OrderBy(child => int.Parse(child.Key, CultureInfo.InvariantCulture)).Select(ToJson)]);
        }

        return new JsonObject(children.Select(child => KeyValuePair.Create(child.Key, ToJson(child))));
    }
}
