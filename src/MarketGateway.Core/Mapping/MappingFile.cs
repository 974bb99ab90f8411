namespace MarketGateway.Core.Mapping;

/// <summary>Finds a mapping among those that come with the gateway, or in a file.</summary>
public static class MappingFile
{
    /// <summary>Gets what a setting or option may hold.</summary>
    public static string Right =>
        $"it may be one of {string.Join(", ", ReadyMappings.Names)}, the path of a file, or the mapping itself";

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
            throw new MappingException(
                [$"'{name}' is no mapping that comes with the gateway, and no file ({e.Message}); {Right}."]);
        }
    }
}
