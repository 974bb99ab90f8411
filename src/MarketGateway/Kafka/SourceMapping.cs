using System.Globalization;
using System.Text.Json.Nodes;
using MarketGateway.Core.Mapping;

namespace MarketGateway.Kafka;

/// <summary>Finds the mapping of a source: among those that come with the gateway, in a file, or in the settings.</summary>
public static class SourceMapping
{
    /// <summary>Reads the mapping that a setting names or holds.</summary>
    /// <exception cref="MappingException">There is none, or it is wrong; the message says what would be right.</exception>
    public static FeedMapping Read(IConfigurationSection? setting)
    {
        if (setting is null || !setting.Exists())
        {
            throw new MappingException([$"a mapping is needed: {Right}."]);
        }

        return setting.Value is { } name ? Read(name) : FeedMapping.Parse(ToJson(setting)!.ToJsonString());
    }

    /// <summary>Reads a mapping by its name, or from its file.</summary>
    /// <exception cref="MappingException">There is none, or it is wrong; the message says what would be right.</exception>
    public static FeedMapping Read(string name) => FeedMapping.Parse(TextOf(name));

    /// <summary>Gets the text of a mapping by its name, or from its file.</summary>
    /// <exception cref="MappingException">There is none.</exception>
    public static string TextOf(string name)
    {
        if (ReadyMappings.Find(name) is { } ready)
        {
            return ready;
        }

        try
        {
            return File.ReadAllText(name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new MappingException([$"'{name}' is no mapping that comes with the gateway, and no file ({e.Message}); {Right}."]);
        }
    }

    private static string Right => $"it may be one of {string.Join(", ", ReadyMappings.Names)}, the path of a file, or the mapping itself";

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
